package org.opendatagov.cdc.capture.connector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A message of the service's own in the WAL. PostgreSQL sends it to a slot's reader like a change, so the stored offset comes
 * past it where no captured table changes. It reaches no topic.
 */
public class WalMessage {

    /** What it is known by. */
    static final String PREFIX = "opendatagov-cdc";

    private static final String INCLUDED_MESSAGES = "message.prefix.include.list";
    private static final String WRITE = """
            SELECT CASE WHEN pg_is_in_recovery() THEN NULL
                   ELSE pg_logical_emit_message(true, ?, '') - '0/0'::pg_lsn END""";

    private WalMessage() {}

    /** Lets it through where the route names the messages that it wants. */
    public static void addTo(Properties settings) {
        if (!settings.getProperty(INCLUDED_MESSAGES, "").isBlank()) {
            settings.merge(INCLUDED_MESSAGES, PREFIX, (others, ours) -> others + "," + ours);
        }
    }

    /**
     * Writes one.
     *
     * @return where it stands, behind all that was committed before; or null on a standby, which can't write
     */
    public static LogSequenceNumber write(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(WRITE)) {
            query.setString(1, PREFIX);
            try (ResultSet result = query.executeQuery()) {
                result.next();
                long lsn = result.getLong(1);
                return result.wasNull() ? null : LogSequenceNumber.valueOf(lsn);
            }
        }
    }
}
