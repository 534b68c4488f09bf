package org.opendatagov.cdc.bench.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.opendatagov.cdc.servers.PostgresServer;

/**
 * The database and its one table. Row n has n as its id, so that an event tells by its key which one it is. No row is like
 * another, as those of a real table aren't, or compression would look better than it is.
 */
final class Source {
    static final String DATABASE = "bench";
    static final String TABLE = "public.events";
    static final String PUBLICATION = "bench";

    /** Large enough that no checkpoint and no vacuum falls into one drain and not into another. */
    static final Map<String, String> SETTINGS = Map.of(
            "max_wal_size", "32GB",
            "checkpoint_timeout", "1h",
            "shared_buffers", "512MB",
            "autovacuum", "off",
            "max_replication_slots", "100",
            "max_wal_senders", "20");

    private static final String CREATE = """
            CREATE TABLE events (
              id uuid PRIMARY KEY,
              run_id uuid NOT NULL,
              pipeline text NOT NULL,
              status text NOT NULL,
              attempts int NOT NULL,
              score double precision,
              created_at timestamptz NOT NULL,
              updated_at timestamptz NOT NULL,
              details jsonb NOT NULL)""";

    /** Rows of a series of numbers n. */
    private static final String ROWS = """
            INSERT INTO events SELECT
              lpad(to_hex(n), 32, '0')::uuid,
              md5('run ' || n)::uuid,
              'pipeline-' || n %% 97,
              (ARRAY['queued', 'running', 'succeeded', 'failed'])[1 + n %% 4],
              n %% 5,
              random(),
              timestamptz '2026-01-01 00:00Z' + n * interval '137 milliseconds 211 microseconds',
              clock_timestamp(),
              jsonb_build_object('owner', md5('owner ' || n), 'rows', n * 7, 'checked', n %% 3 = 0,
                'tags', jsonb_build_array('bronze', 'tag-' || n %% 31), 'message', md5(random()::text) || ' ' || md5(random()::text),
                'source', jsonb_build_object('path', 's3://bronze/' || md5('path ' || n), 'format', 'parquet'))
              FROM generate_series(%s, %s) n""";

    static final String INSERT = ROWS.formatted("?", "?");

    private final PostgresServer server;

    Source(PostgresServer server) {
        this.server = server;
    }

    void create() throws SQLException {
        server.createDatabase(DATABASE);
        server.execute(DATABASE, CREATE);
        server.execute(DATABASE, "CREATE PUBLICATION " + PUBLICATION + " FOR TABLE " + TABLE);
    }

    /** What is committed after this waits for the slot's reader. */
    void createSlot(String slot) throws SQLException {
        server.execute(DATABASE, "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    /** Waits until the slot's last reader has gone, and gives its WAL back. */
    void dropSlot(String slot) throws SQLException {
        server.execute(
                DATABASE,
                "SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots WHERE slot_name = '" + slot
                        + "' AND active_pid IS NOT NULL");
        server.execute(DATABASE, "SELECT pg_drop_replication_slot('" + slot + "')");
    }

    /** Writes the rows 0 to count - 1, a hundred in a transaction. */
    void writeBacklog(int count) throws SQLException {
        server.execute(DATABASE, """
                DO $$ BEGIN
                  FOR t IN 0 .. %d LOOP
                    %s;
                    COMMIT;
                  END LOOP;
                END $$""".formatted(count / 100 - 1, ROWS.formatted("t * 100", "t * 100 + 99")));
    }

    /** Bytes of a row, on average. */
    long rowBytes() throws SQLException {
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet bytes = statement.executeQuery("SELECT avg(pg_column_size(e.*)) FROM events e")) {
            bytes.next();
            return Math.round(bytes.getDouble(1));
        }
    }

    Connection connect() throws SQLException {
        return server.connect(DATABASE);
    }

    /** Runs {@link #INSERT} for one row. */
    static void insert(PreparedStatement insert, long row) throws SQLException {
        insert.setLong(1, row);
        insert.setLong(2, row);
        insert.executeUpdate();
    }
}
