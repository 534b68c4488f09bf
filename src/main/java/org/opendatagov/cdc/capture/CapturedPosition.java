package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.StoredPosition;
import org.opendatagov.cdc.capture.connector.WalMessage;
import org.opendatagov.cdc.capture.engine.OffsetFeed;
import org.postgresql.replication.LogSequenceNumber;

/**
 * How far a connector's events have come into Kafka, whichever process captures them. It follows the stored offset, which
 * is committed with the events that it covers, and moves it on where no change does. Whatever it opens is opened at its first
 * use, and again after {@link #close}. For one thread.
 */
public final class CapturedPosition implements AutoCloseable {

    /** PostgreSQL's insufficient_privilege. */
    private static final String FORBIDDEN = "42501";

    private final PostgresCdcEndpoint endpoint;
    private final SourceDatabase database;
    private OffsetFeed feed;
    private Connection session;
    private long reached;

    CapturedPosition(PostgresCdcEndpoint endpoint) {
        this.endpoint = endpoint;
        this.database = endpoint.database();
    }

    /** What the names of the connector's topics begin with. */
    public String topicPrefix() {
        return endpoint.options().topicPrefix();
    }

    /** Where the source is, for messages. */
    public String source() {
        return database.toString();
    }

    /**
     * Makes the offset move: writes a message into the WAL, behind all that has been committed.
     *
     * @return the message's LSN, which the offset comes to; or null where nothing can be written, on a standby or without the
     *     right to execute {@code pg_logical_emit_message}, so that the next change has to do
     * @throws CaptureProblem when the source doesn't answer
     * @throws KafkaException when Kafka doesn't answer
     */
    public LogSequenceNumber push() {
        boolean first = feed == null;
        open();
        LogSequenceNumber message = write();
        if (message == null && first) {
            // What has been stored already may be all that comes for a while.
            moveTo(endpoint.offsets().read(endpoint.engineSettings()));
        }
        return message;
    }

    private void open() {
        if (feed == null) {
            Properties settings = endpoint.engineSettings();
            feed = new OffsetFeed(
                    endpoint.getComponent().kafka(), settings.getProperty("offset.storage.topic"), endpoint.offsets());
        }
    }

    private LogSequenceNumber write() {
        try {
            if (session == null) {
                session = database.connect();
                try (Statement statement = session.createStatement()) {
                    // The message has to be on this server's disk to be sent, and on no other's.
                    statement.execute("SET synchronous_commit = local");
                }
            }
            return WalMessage.write(session);
        } catch (SQLException e) {
            if (FORBIDDEN.equals(e.getSQLState())) {
                return null;
            }
            throw database.problem(e);
        }
    }

    /**
     * Follows the offset for a moment, or until it moves.
     *
     * @return the LSN up to which whatever has been committed is in Kafka, or null when nothing is known yet
     */
    public LogSequenceNumber follow(Duration time) {
        open();
        moveTo(feed.poll(time));
        return reached == 0 ? null : LogSequenceNumber.valueOf(reached);
    }

    private void moveTo(Map<String, Object> offset) {
        Long position = StoredPosition.reached(offset);
        if (position != null && Long.compareUnsigned(position, reached) > 0) {
            reached = position;
        }
    }

    @Override
    public void close() {
        try (OffsetFeed closedFeed = feed;
                Connection closedSession = session) {
            reached = 0;
        } catch (SQLException e) {
            // The server has closed it already.
        } finally {
            feed = null;
            session = null;
        }
    }
}
