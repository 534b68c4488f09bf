package org.opendatagov.cdc.capture.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.WalEnd;
import org.opendatagov.cdc.capture.connector.WalMessage;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Sets marks into the WAL of a source. A row that is read behind a settled mark holds every change that was committed before it; and
 * each transaction that is committed later stands higher in the commit order than the mark, since its {@code source.sequence} names the
 * commit before it, which is that of the mark at least. For one thread.
 */
public final class SourceMarks implements AutoCloseable {

    private static final String FORBIDDEN = "42501";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final String BEGUN = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    private static final String OPEN = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    private static final String COMMITS_WAIT = "current_setting('synchronous_standby_names') <> ''";

    private final SourceDatabase database;
    private final long shift;
    private Connection session;

    /**
     * @param shift what is added to the position of each event, in the connector's present epoch
     */
    public SourceMarks(SourceDatabase database, long shift) {
        this.database = database;
        this.shift = shift;
    }

    /**
     * A place in the WAL.
     *
     * @param lsn up to which a sink has to have applied everything
     * @param position where it is in the commit order
     * @param settled whether what was committed before is visible, and what comes later stands higher; only then can a row that is read
     *     behind it be written to a sink at this place
     */
    public record Mark(LogSequenceNumber lsn, long position, boolean settled) {}

    /**
     * Sets one. Without the right to execute {@code pg_logical_emit_message}, and on a standby, it is where the WAL ends, and not settled.
     *
     * @throws org.opendatagov.cdc.capture.connector.CaptureProblem when the source doesn't answer
     */
    public Mark next() throws InterruptedException {
        try {
            if (session == null || session.isClosed()) {
                session = database.connect();
                try (Statement statement = session.createStatement()) {
                    statement.execute("SET synchronous_commit = local");
                }
            }
            LogSequenceNumber message = write();
            return message == null
                    ? mark(LogSequenceNumber.valueOf(WalEnd.of(session)), false)
                    : mark(message, settle());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private Mark mark(LogSequenceNumber lsn, boolean settled) {
        return new Mark(lsn, shift + lsn.asLong(), settled);
    }

    private LogSequenceNumber write() throws SQLException {
        try {
            return WalMessage.write(session);
        } catch (SQLException e) {
            if (FORBIDDEN.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Waits until the transactions that were under way have ended. One that has written its commit is visible a moment later, if it doesn't
     * wait for a replica; so where none does, those that go on for longer weren't committed before the mark.
     */
    private boolean settle() throws SQLException, InterruptedException {
        long begun = number(BEGUN);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (number(OPEN) < begun) {
            if (System.nanoTime() > deadline) {
                return !new Catalog(session).holds(COMMITS_WAIT);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
        return true;
    }

    private long number(String query) throws SQLException {
        return new Catalog(session).row(query, row -> row.getLong(1));
    }

    @Override
    public void close() {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                // The server has closed it already.
            }
        }
    }
}
