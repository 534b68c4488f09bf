package org.opendatagov.cdc.capture.connector;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** What a leader's session is called in pg_stat_activity, so that whoever finds the lead taken sees by which connector. */
final class SessionName {

    private static final String PREFIX = SourceDatabase.APPLICATION + " ";

    /** PostgreSQL's names have at most 63 bytes; connectors may have longer ones. */
    private static final int LONGEST = 63 - PREFIX.length();

    private static final int DIGEST = 12;

    private static final String HOLDER = """
            SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(?, 0)""";

    private final String name;

    SessionName(String connector) {
        this.name = PREFIX + shortened(connector);
    }

    private static String shortened(String connector) {
        byte[] bytes = connector.getBytes(StandardCharsets.UTF_8);
        // PostgreSQL writes other characters as question marks.
        if (bytes.length <= LONGEST && connector.chars().allMatch(c -> c > ' ' && c < 127)) {
            return connector;
        }
        String digest =
                UUID.nameUUIDFromBytes(bytes).toString().replace("-", "").substring(0, DIGEST);
        String begin = connector.replaceAll("[^!-~]", "_");
        return begin.substring(0, Math.min(begin.length(), LONGEST - DIGEST - 1)) + "~" + digest;
    }

    void give(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement("SELECT set_config('application_name', ?, false)")) {
            query.setString(1, name);
            query.execute();
        }
    }

    /**
     * Who else has the lock.
     *
     * @return the other connector, or null when the session that has it is called the same, or not as leaders are, or is gone
     */
    String other(Connection session, String lock) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(HOLDER)) {
            query.setString(1, lock);
            try (ResultSet result = query.executeQuery()) {
                String holder = result.next() ? result.getString(1) : null;
                return holder == null || !holder.startsWith(PREFIX) || holder.equals(name)
                        ? null
                        : holder.substring(PREFIX.length());
            }
        }
    }
}
