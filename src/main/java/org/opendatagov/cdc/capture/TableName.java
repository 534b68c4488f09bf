package org.opendatagov.cdc.capture;

/** A table by schema and name, as PostgreSQL's catalog writes them. */
record TableName(String schema, String table) {

    /** For SQL that an operator can paste. */
    String quoted() {
        return quotedSchema() + "." + quote(table);
    }

    String quotedSchema() {
        return quote(schema);
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** As Debezium writes it, {@code schema.table}. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
