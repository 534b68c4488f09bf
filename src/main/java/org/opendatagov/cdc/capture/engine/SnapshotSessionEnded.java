package org.opendatagov.cdc.capture.engine;

import io.debezium.DebeziumException;
import java.sql.SQLException;

/** The session that reads a snapshot on demand has ended. The run ends with it, and the next one continues at the same row. */
class SnapshotSessionEnded extends DebeziumException {

    private static final long serialVersionUID = 1L;

    /** Class 08 of PostgreSQL's states: connection exception. */
    private static final String CONNECTION = "08";

    /** States 57P01 to 57P05: an administrator, a crash or a shutdown has ended the session. */
    private static final String SHUTDOWN = "57P";

    private SnapshotSessionEnded(SQLException cause) {
        super("the rows of a snapshot on demand can't be read: " + cause.getMessage(), cause);
    }

    /**
     * Looks what a failure comes from.
     *
     * @throws SnapshotSessionEnded when it comes from the end of the session
     */
    static void check(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SnapshotSessionEnded ended) {
                throw ended;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                if (state.startsWith(CONNECTION) || state.startsWith(SHUTDOWN)) {
                    throw new SnapshotSessionEnded(sql);
                }
            }
        }
    }
}
