package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
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
    private final CaptureOptions options;

    CapturedTable(SourceDatabase database, CaptureOptions options) {
        this.database = database;
        this.options = options;
    }

    /**
     * Finds it.
     *
     * @param table as {@code schema.table}
     * @throws IllegalArgumentException when it isn't captured or has no primary key, one sentence with the mend
     */
    TableName find(Connection session, String table) throws SQLException {
        boolean included = options.tableIncludeList().stream()
                .anyMatch(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)
                        .matcher(table)
                        .matches());
        try (PreparedStatement query = session.prepareStatement(QUERY)) {
            query.setString(1, table);
            try (ResultSet found = query.executeQuery()) {
                boolean exists = found.next();
                if (!exists || !included || HypertableCatalog.CHUNK_SCHEMA.equals(found.getString(1))) {
                    throw new IllegalArgumentException("connector " + options.connector() + " doesn't capture table "
                            + table + (exists ? "" : ", which " + database + " doesn't have")
                            + "; name a table of its tableIncludeList as schema.table");
                }
                if (!found.getBoolean(3)) {
                    throw new IllegalArgumentException("table " + table + " of " + database
                            + " has no primary key, by which its rows are gone through; add one");
                }
                return new TableName(found.getString(1), found.getString(2));
            }
        }
    }
}
