package org.opendatagov.cdc.capture;

/** Names and texts as they stand in SQL that an operator can paste. */
class Sql {

    private Sql() {}

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
