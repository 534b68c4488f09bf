package org.opendatagov.cdc.capture.connector;

/** Names and texts as they stand in SQL that an operator can paste. */
public class Sql {

    private Sql() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** An expression for the driver's prepared statements, to which a question mark outside of quotes would be a parameter. */
    public static String withoutParameters(String expression) {
        StringBuilder safe = new StringBuilder(expression.length());
        char quote = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            safe.append(c);
            if (c == '?' && quote == 0) {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
