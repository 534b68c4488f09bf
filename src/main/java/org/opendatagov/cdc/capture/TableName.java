package org.opendatagov.cdc.capture;

/** A table by schema and name, as PostgreSQL's catalog writes them. */
record TableName(String schema, String table) {

    /** For SQL that an operator can paste. */
    String quoted() {
        return quotedSchema() + "." + Sql.identifier(table);
    }

    String quotedSchema() {
        return Sql.identifier(schema);
    }

    /** As Debezium writes it, {@code schema.table}. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
