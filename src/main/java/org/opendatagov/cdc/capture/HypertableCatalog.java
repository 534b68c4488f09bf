package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** TimescaleDB's catalog of hypertables, as far as the names of their chunks go. */
class HypertableCatalog {

    /** Where TimescaleDB keeps the chunks. */
    static final String CHUNK_SCHEMA = "_timescaledb_internal";

    private final SourceDatabase database;

    HypertableCatalog(SourceDatabase database) {
        this.database = database;
    }

    static boolean isChunkSchema(String schema) {
        return CHUNK_SCHEMA.equals(schema);
    }

    /**
     * The hypertables by the prefix that the names of their chunks have, {@code _hyper_1} say. By prefix and not chunk by
     * chunk, because the events of a chunk may arrive after the chunk has been dropped from the catalog.
     */
    Map<String, TableName> byChunkPrefix() {
        Map<String, TableName> hypertables = new HashMap<>();
        try (Connection session = database.connect();
                PreparedStatement query = session.prepareStatement(
                        "SELECT associated_table_prefix, schema_name, table_name FROM _timescaledb_catalog.hypertable");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                hypertables.put(rows.getString(1), new TableName(rows.getString(2), rows.getString(3)));
            }
            return hypertables;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }
}
