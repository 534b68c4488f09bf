package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.service.Service;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Debezium's own session of the thread that streams, for what else that thread asks the database. Each has a session of its own in
 * Debezium, and a connector would hold five. For the thread that streams.
 */
final class StreamSession implements Service {

    private volatile PostgresConnection debezium;

    /** Names the session, before the stream begins. */
    void open(PostgresConnection session) {
        debezium = session;
    }

    /**
     * The session, of which each statement is from now on a transaction of its own: Debezium begins none while it streams.
     *
     * @return null while there is none, or while Debezium keeps a transaction in it for a snapshot, for which it first streams up to the
     *     snapshot's place; nothing newer would be seen in it
     */
    PostgresConnection free() throws SQLException {
        PostgresConnection session = debezium;
        if (session == null) {
            return null;
        }
        Connection connection = session.connection();
        if (connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
            return null;
        }
        connection.setAutoCommit(true);
        return session;
    }
}
