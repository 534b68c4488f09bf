package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/** Asks the database how far a connector is behind, in a session of its own. */
class LagDesk {

    private static final String QUERY = """
            SELECT active, wal_status, now AS current, confirmed_flush_lsn AS confirmed, now - confirmed_flush_lsn AS behind,
                   now - restart_lsn AS retained, safe_wal_size,
                   (SELECT (extract(epoch FROM flush_lag) * 1000)::bigint FROM pg_stat_replication
                    WHERE pid = active_pid) AS millis_behind
            FROM pg_replication_slots,
                 (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END) AS wal (now)
            WHERE slot_name = ?""";

    private final PostgresCdcEndpoint endpoint;

    LagDesk(PostgresCdcEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * The lag.
     *
     * @return null when the slot isn't there
     * @throws CaptureProblem when the database can't be asked
     */
    SlotLag ask() {
        SourceDatabase database = endpoint.database();
        String slot = endpoint.options().slot();
        try (Connection session = database.connect();
                PreparedStatement query = session.prepareStatement(QUERY)) {
            query.setString(1, slot);
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? read(slot, result) : null;
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static SlotLag read(String slot, ResultSet row) throws SQLException {
        return new SlotLag(
                slot,
                row.getBoolean("active"),
                row.getString("wal_status"),
                row.getString("current"),
                row.getString("confirmed"),
                number(row, "behind"),
                number(row, "millis_behind"),
                number(row, "retained"),
                number(row, "safe_wal_size"));
    }

    private static Long number(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? null : (Long) row.getLong(column);
    }
}
