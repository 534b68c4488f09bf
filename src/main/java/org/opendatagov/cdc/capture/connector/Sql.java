package org.opendatagov.cdc.capture.connector;

/** Names and texts as they stand in SQL that an operator can paste. */
public class Sql {

    private Sql() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
