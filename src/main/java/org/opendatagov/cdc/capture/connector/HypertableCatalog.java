package org.opendatagov.cdc.capture.connector;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** TimescaleDB's catalog of hypertables and chunks. */
public class HypertableCatalog {

    /** Where TimescaleDB keeps the chunks of a hypertable, unless that has a schema of its own for them. */
    public static final String CHUNK_SCHEMA = "_timescaledb_internal";

    /** The characters that Debezium replaces in the name of a topic. */
    private static final String AS_IN_TOPIC = "regexp_replace(%s || '.' || %s, '[^A-Za-z0-9._-]', '_', 'g')";

    private static final String HYPERTABLES = """
            SELECT h.schema_name, h.table_name, h.associated_schema_name, h.associated_table_prefix,
              h.schema_name = '_timescaledb_internal'
                OR EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = h.id),
              ARRAY(SELECT a.attname::text
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k (attnum, place)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                WHERE n.nspname = h.schema_name AND c.relname = h.table_name ORDER BY k.place),
              EXISTS (SELECT FROM _timescaledb_catalog.chunk k WHERE k.hypertable_id = h.id AND %s = ?)
            FROM _timescaledb_catalog.hypertable h
            """.formatted(AS_IN_TOPIC.formatted("k.schema_name", "k.table_name"));

    private static final String TABLE_EXISTS = """
            SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f') AND %s = ?
            """.formatted(AS_IN_TOPIC.formatted("n.nspname", "c.relname"));

    private final SourceDatabase database;

    public HypertableCatalog(SourceDatabase database) {
        this.database = database;
    }

    /**
     * What the database knows of a table now.
     *
     * @param hypertables all that there are
     * @param owner the hypertable whose chunk the table is, or null
     * @param exists whether there is such a table
     */
    public record Found(List<Hypertable> hypertables, Hypertable owner, boolean exists) {}

    /**
     * Looks for a table.
     *
     * @param table {@code schema.table} as the name of its topic has it
     * @throws CaptureProblem when the database can't be asked
     */
    public Found find(String table) {
        try (Connection session = database.connect()) {
            List<Hypertable> hypertables = new ArrayList<>();
            Hypertable owner = null;
            try (PreparedStatement query = session.prepareStatement(HYPERTABLES)) {
                query.setString(1, table);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        hypertables.add(hypertable(rows));
                        if (rows.getBoolean(7)) {
                            owner = hypertables.get(hypertables.size() - 1);
                        }
                    }
                }
            }
            try (PreparedStatement query = session.prepareStatement(TABLE_EXISTS)) {
                query.setString(1, table);
                try (ResultSet rows = query.executeQuery()) {
                    return new Found(hypertables, owner, rows.next());
                }
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static Hypertable hypertable(ResultSet row) throws SQLException {
        Array key = row.getArray(6);
        return new Hypertable(
                new TableName(row.getString(1), row.getString(2)),
                new TableName(row.getString(3), row.getString(4)),
                row.getBoolean(5),
                Arrays.stream((Object[]) key.getArray()).map(String::valueOf).toList());
    }
}
