package org.opendatagov.cdc.capture.engine;

import io.debezium.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

/**
 * Waits until others see what a transaction did. PostgreSQL may send a transaction to the stream a moment before that, and for as
 * long as a commit waits for a replica: who reads a row then reads it as it was before, or not at all. For one thread.
 */
class VisibleTransactions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(2);

    /** The stream tells the lower half of a transaction's number; the upper is that of the newest that is near. */
    private static final String IS_VISIBLE = """
            SELECT pg_visible_in_snapshot((id + CASE
                WHEN id - newest > 2147483648 THEN -4294967296
                WHEN newest - id > 2147483648 THEN 4294967296
                ELSE 0 END)::text::xid8, now)
            FROM (SELECT now, newest, newest / 4294967296 * 4294967296 + ? AS id FROM (
                SELECT now, pg_snapshot_xmax(now)::text::bigint AS newest FROM pg_current_snapshot() AS now) AS n) AS i""";

    private long seen = -1;

    /**
     * Waits.
     *
     * @param database a session in which no transaction is open
     * @param transaction the transaction's number, as the stream tells it
     * @throws CaptureProblem when it takes too long; the run may then begin again
     */
    void await(JdbcConnection database, long transaction) throws SQLException {
        if (transaction == seen) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!isVisible(database, transaction)) {
                if (System.nanoTime() > deadline) {
                    throw new CaptureProblem.Passing(
                            "transaction " + transaction + " is in the WAL, but PostgreSQL doesn't show"
                                    + " what it did, as long as its commit waits for a replica (synchronous_standby_names)");
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
            seen = transaction;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureProblem.Passing("the connector is stopping", e);
        }
    }

    private static boolean isVisible(JdbcConnection database, long transaction) throws SQLException {
        return database.prepareQueryAndMap(
                IS_VISIBLE,
                statement -> statement.setLong(1, transaction),
                result -> result.next() && result.getBoolean(1));
    }
}
