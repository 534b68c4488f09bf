package org.opendatagov.cdc.capture.engine;

import io.debezium.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Locks that other sessions hold on the table of a snapshot on demand. The thread that reads is the one that streams, so what meets a
 * lock is tried again later, and the stream goes on meanwhile. For that thread.
 */
final class SnapshotLocks {

    private static final Logger LOG = Logger.getLogger(SnapshotLocks.class);

    /** PostgreSQL's state for a lock that wasn't available in time. */
    private static final String LOCKED = "55P03";

    /** How long a statement, and with it the stream, waits for a lock. */
    private static final Duration WAIT = Duration.ofMillis(100);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** How long a table may be locked before it counts as one that can't be read. */
    private static final Duration BOUND = Duration.ofMinutes(10);

    private final JdbcConnection session;
    private long since;
    private long again;
    private boolean locked;
    private boolean commits = true;

    SnapshotLocks(JdbcConnection session) {
        this.session = session;
    }

    /** Begins a transaction in which no statement waits for long; other statements of the session may. */
    void begin() throws SQLException {
        Connection connection = session.connection();
        commits = connection.getAutoCommit();
        connection.setAutoCommit(false);
        session.executeWithoutCommitting("SET LOCAL lock_timeout = '" + WAIT.toMillis() + "ms'");
    }

    /** Ends it: no lock on a table, and no snapshot of the database, is held until the next change comes. */
    void end() {
        try {
            session.rollback();
            session.connection().setAutoCommit(commits);
        } catch (SQLException e) {
            LOG.debugf("The session of a snapshot on demand has ended: %s", e.getMessage());
        }
    }

    /** Whether it is too early to try a locked table again. */
    boolean isTooEarly() {
        return locked && System.nanoTime() - again < 0;
    }

    /** Says that no lock stands in the way. */
    void passed() {
        locked = false;
    }

    /**
     * Whether a lock is why a statement has failed; it is to be tried again then.
     *
     * @param table whose rows were read
     * @throws SnapshotFailure when it has been locked for too long
     */
    boolean isCauseOf(Exception failure, String table) {
        if (!isLock(failure)) {
            return false;
        }
        long now = System.nanoTime();
        if (!locked) {
            locked = true;
            since = now;
            LOG.infof(
                    "A snapshot on demand waits for table %s, which another session has locked; the stream goes on",
                    table);
        } else if (now - since > BOUND.toNanos()) {
            locked = false;
            throw new SnapshotFailure("another session has locked table " + table + " for " + BOUND.toMinutes()
                    + " minutes; pg_locks shows which one");
        }
        again = now + PAUSE.toNanos();
        return true;
    }

    private static boolean isLock(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && LOCKED.equals(refused.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
