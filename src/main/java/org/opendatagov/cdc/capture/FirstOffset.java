package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/**
 * The offset with which a connector begins that takes no snapshot: where its slot does. Debezium begins there too, but says in
 * heartbeats that it stands at the end of the WAL, so that a restart before the first event would pass over what lies between.
 */
class FirstOffset {

    private static final Set<String> WITHOUT_SNAPSHOT = Set.of("no_data", "never", "when_needed_no_data");

    private final Properties settings;
    private final SourceDatabase database;

    /**
     * @param settings the engine's settings
     */
    FirstOffset(Properties settings, SourceDatabase database) {
        this.settings = settings;
        this.database = database;
    }

    /** Whether a connector without a stored offset begins with the stream. */
    boolean isNeeded() {
        return WITHOUT_SNAPSHOT.contains(
                settings.getProperty("snapshot.mode", "").toLowerCase(Locale.ROOT));
    }

    /**
     * Finds it, and makes the slot if there is none.
     *
     * @throws CaptureProblem when the slot can't be made
     */
    Map<String, Object> find(Connection session) {
        String slot = settings.getProperty("slot.name");
        try {
            Long lsn = lsn(
                    session, "SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name = ?", slot);
            if (lsn == null) {
                String failover = Boolean.parseBoolean(settings.getProperty("slot.failover"))
                        ? ", failover => NOT pg_is_in_recovery()"
                        : "";
                lsn = lsn(
                        session,
                        "SELECT lsn - '0/0' FROM pg_create_logical_replication_slot(?, ?" + failover + ")",
                        slot,
                        settings.getProperty("plugin.name"));
            }
            Map<String, Object> offset = new HashMap<>();
            offset.put("lsn", lsn);
            offset.put("ts_usec", System.currentTimeMillis() * 1000);
            return offset;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static Long lsn(Connection session, String sql, String... parameters) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? Long.valueOf(result.getLong(1)) : null;
            }
        }
    }
}
