package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import org.postgresql.core.Oid;

/**
 * The types by which the stream's values are read: every one is a text. Debezium's decoder asks by name when it reads a value, and
 * by number when it learns a table's columns, which keep their true types.
 */
class TextTypes extends TypeRegistry {

    private final PostgresType text;

    TextTypes(PostgresConnection connection) {
        super(connection);
        text = get(Oid.TEXT);
    }

    @Override
    public PostgresType get(String schema, String type) {
        return text;
    }
}
