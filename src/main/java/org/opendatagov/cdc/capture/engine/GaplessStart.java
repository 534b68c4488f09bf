package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import io.debezium.connector.postgresql.spi.SlotState;
import java.sql.SQLException;
import java.util.Optional;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

/**
 * A connection to the stream that goes on where the connector left off, or not at all. Debezium makes a slot that is missing when
 * the stream starts: had it been dropped since the checks, what was committed in between would be passed over without a word.
 */
class GaplessStart implements ReplicationConnection {

    private final ReplicationConnection stream;
    private final PostgresConnection database;
    private final String slot;
    private final String plugin;
    private final long reached;

    /**
     * @param stream the connection to check
     * @param database where the slot is looked up
     * @param plugin the slot's plugin, as PostgreSQL calls it
     * @param reached the highest LSN that the connector can have confirmed, or 0 when that isn't known
     */
    GaplessStart(ReplicationConnection stream, PostgresConnection database, String slot, String plugin, long reached) {
        this.stream = stream;
        this.database = database;
        this.slot = slot;
        this.plugin = plugin;
        this.reached = reached;
    }

    @Override
    public ReplicationStream startStreaming(Lsn offset, WalPositionLocator position)
            throws SQLException, InterruptedException {
        ReplicationStream started = stream.startStreaming(offset, position);
        SlotState state = database.getReplicationSlotState(slot, plugin);
        if (state == null || state.slotRestartLsn().compareTo(offset) > 0) {
            throw new CaptureProblem.Passing(
                    "replication slot '" + slot + "' has been dropped while the connector started");
        }
        if (reached > 0 && state.slotLastFlushedLsn().asLong() > reached) {
            throw new CaptureProblem.Passing("replication slot '" + slot
                    + "' has been read or advanced by somebody else while the connector started");
        }
        return started;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator position) throws SQLException, InterruptedException {
        return stream.startStreaming(position);
    }

    @Override
    public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
        return stream.createReplicationSlot();
    }

    @Override
    public void initConnection() throws SQLException, InterruptedException {
        stream.initConnection();
    }

    @Override
    public boolean isConnected() throws SQLException {
        return stream.isConnected();
    }

    @Override
    public void reconnect() throws SQLException {
        stream.reconnect();
    }

    @Override
    public void close() throws Exception {
        stream.close();
    }
}
