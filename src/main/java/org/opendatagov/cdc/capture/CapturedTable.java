package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/** A table that an operator names, looked for among those that a connector captures. */
class CapturedTable {

    private static final String QUERY = """
            SELECT n.nspname, c.relname, EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname || '.' || c.relname = ? AND c.relkind IN ('r', 'p')""";

    private final SourceDatabase database;
    private final String connector;
    private final Predicate<TableName> captured;

    /**
     * @param captured whether a table's name passes the connector's lists
     */
    CapturedTable(SourceDatabase database, String connector, Predicate<TableName> captured) {
        this.database = database;
        this.connector = connector;
        this.captured = captured;
    }

    SourceDatabase database() {
        return database;
    }

    /**
     * Finds it.
     *
     * @param table as {@code schema.table}
     * @throws IllegalArgumentException when it isn't captured or has no primary key, one sentence with the mend
     */
    TableName find(Connection session, String table) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(QUERY)) {
            query.setString(1, table);
            try (ResultSet found = query.executeQuery()) {
                boolean exists = found.next();
                TableName name = exists ? new TableName(found.getString(1), found.getString(2)) : null;
                if (!exists || !captured.test(name) || HypertableCatalog.CHUNK_SCHEMA.equals(name.schema())) {
                    throw new IllegalArgumentException("connector " + connector + " doesn't capture table "
                            + table + (exists ? "" : ", which " + database + " doesn't have")
                            + "; name a table that it captures as schema.table");
                }
                if (!found.getBoolean(3)) {
                    throw new IllegalArgumentException("table " + table + " of " + database
                            + " has no primary key, by which its rows are gone through; add one");
                }
                return name;
            }
        }
    }
}
