package org.opendatagov.cdc.capture.connector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Lets the slot go on while only tables change that the connector doesn't capture. PostgreSQL sends nothing of their
 * transactions, so heartbeats would carry the same position for ever, and all WAL behind it would be kept. A {@link WalMessage} is
 * sent to this slot's reader. It is written only when the slot has fallen behind, and never on a standby, which can't.
 */
public class SlotProgress {

    private static final Logger LOG = Logger.getLogger(SlotProgress.class);

    /** PostgreSQL's insufficient_privilege. */
    private static final String FORBIDDEN = "42501";

    /** In bytes of WAL; an idle server isn't made to write. */
    private static final long BEHIND = 1_000_000;

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

    private static final String PUSH = """
            SELECT pg_logical_emit_message(true, ?, '') FROM pg_replication_slots
            WHERE slot_name = ? AND active
              AND CASE WHEN pg_is_in_recovery() THEN false ELSE pg_current_wal_lsn() - confirmed_flush_lsn > ? END""";

    private final String slot;
    private final Duration interval;
    private boolean forbidden;
    private long last = System.nanoTime();

    /**
     * @param heartbeats the connector's heartbeat interval, the least time between two messages; zero when it has none
     */
    public SlotProgress(String slot, Duration heartbeats) {
        this.slot = slot;
        // Without heartbeats, the WAL of an unrelated table would still fill the disk.
        this.interval = heartbeats.isZero() ? DEFAULT_INTERVAL : heartbeats;
    }

    /** Pushes the slot on if it is time to and it has fallen behind. */
    void push(Connection session) throws SQLException {
        if (forbidden || System.nanoTime() - last < interval.toNanos()) {
            return;
        }
        last = System.nanoTime();
        try {
            emit(session);
        } catch (SQLException e) {
            if (!FORBIDDEN.equals(e.getSQLState())) {
                throw e;
            }
            forbidden = true;
            LOG.warnf(
                    "Slot %s stands still while only tables change that aren't captured, since its reader may not execute"
                            + " pg_logical_emit_message: grant it",
                    slot);
        }
    }

    private void emit(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(PUSH)) {
            query.setString(1, WalMessage.PREFIX);
            query.setString(2, slot);
            query.setLong(3, BEHIND);
            query.execute();
        }
    }
}
