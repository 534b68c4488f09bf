package org.opendatagov.cdc.sandbox;

import java.sql.Connection;
import java.sql.SQLException;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** Changes rows of all thirteen tables, at random but the same series for the same seed. */
final class Workload implements AutoCloseable {
    private static final int ROWS_BEFORE = 100;

    private final ExpectedNotifications expected = new ExpectedNotifications();
    private final Writer odg;
    private final Writer timescale;

    /** Fills the tables, so that the snapshot has something to read. */
    Workload(PostgresServer server, long seed) throws SQLException {
        RandomValues odgValues = new RandomValues(seed, 0.05);
        Connection connection = connect(server, Sources.ODG);
        odg = new Writer(Sources.ODG, connection, odgValues, OdgChanges.of(connection, odgValues, expected));
        RandomValues timescaleValues = new RandomValues(~seed, 0.02);
        connection = connect(server, Sources.TIMESCALE);
        timescale = new Writer(
                Sources.TIMESCALE, connection, timescaleValues, TimescaleChanges.of(connection, timescaleValues));
        odg.fill(ROWS_BEFORE);
        timescale.fill(ROWS_BEFORE);
        // The oldest day's chunks, as TimescaleDB does after a week.
        server.execute(
                Sources.TIMESCALE,
                "SELECT compress_chunk(min(chunk::text)::regclass) FROM show_chunks('model_performance_ts') chunk");
    }

    /** Starts to make so many changes a second. */
    void start(int rate) {
        odg.start(Math.max(1, rate * 3 / 4));
        timescale.start(Math.max(1, rate / 4));
    }

    void stop() throws InterruptedException {
        odg.stop();
        timescale.stop();
    }

    /** Fails when a database refused a change. */
    void check() {
        odg.check();
        timescale.check();
    }

    /** How many changes were committed, those before the start included. */
    long committed() {
        return odg.committed() + timescale.committed();
    }

    ExpectedNotifications expected() {
        return expected;
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        stop();
        odg.close();
        timescale.close();
    }

    private static Connection connect(PostgresServer server, String database) throws SQLException {
        Connection connection = server.connect(database);
        connection.setAutoCommit(false);
        return connection;
    }
}
