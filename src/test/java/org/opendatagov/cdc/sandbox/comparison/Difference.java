package org.opendatagov.cdc.sandbox.comparison;

/**
 * One way in which a sink differs from its table.
 *
 * @param sink {@code Redis} or {@code Elasticsearch}
 * @param row the row's key as text
 * @param what what is wrong, with the values
 */
public record Difference(String sink, String table, String row, String what) {
    private static final int LONGEST = 120;

    /** A value in a message, cut when it is long. */
    static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
    }

    @Override
    public String toString() {
        return sink + ", " + table + " " + shown(row) + ": " + what;
    }
}
