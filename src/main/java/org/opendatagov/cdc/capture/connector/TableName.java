package org.opendatagov.cdc.capture.connector;

/** A table by schema and name, as PostgreSQL's catalog writes them. */
public record TableName(String schema, String table) {

    /** For SQL that an operator can paste. */
    public String quoted() {
        return quotedSchema() + "." + Sql.identifier(table);
    }

    public String quotedSchema() {
        return Sql.identifier(schema);
    }

    /** As Debezium writes it, {@code schema.table}. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
