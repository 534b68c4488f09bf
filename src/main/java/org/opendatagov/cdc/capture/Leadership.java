package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The right to capture one slot, held as a PostgreSQL advisory lock by a session of its own: it ends with the session, so
 * a process that dies lets go by dying.
 */
class Leadership implements AutoCloseable {

    private final SourceDatabase database;
    private final String slot;
    private Connection session;

    Leadership(SourceDatabase database, String slot) {
        this.database = database;
        this.slot = slot;
    }

    /**
     * Takes the lead if nobody has it.
     *
     * @return whether this process leads now
     */
    boolean tryAcquire() {
        try {
            if (session == null || session.isClosed()) {
                session = database.connect();
            }
            try (PreparedStatement query =
                    session.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
                query.setString(1, "opendatagov-cdc/" + slot);
                try (ResultSet result = query.executeQuery()) {
                    return result.next() && result.getBoolean(1);
                }
            }
        } catch (SQLException e) {
            close();
            throw database.problem(e);
        }
    }

    /** The session that holds the lock, for queries of the leader: each of them proves that it still leads. */
    Connection session() {
        return session;
    }

    /**
     * Whether something reads the slot, which is so while its changes are being streamed.
     *
     * @throws CaptureProblem when the session, and with it the lead, is lost
     */
    boolean isSlotActive() {
        try (PreparedStatement query =
                session.prepareStatement("SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
            query.setString(1, slot);
            try (ResultSet result = query.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public void close() {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                // The server has closed it already, and with it the lock.
            }
            session = null;
        }
    }
}
