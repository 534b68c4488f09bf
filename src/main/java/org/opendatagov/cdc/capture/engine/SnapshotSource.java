package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PgSnapshot;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotContext;
import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.SignalPayload;
import io.debezium.pipeline.signal.actions.snapshotting.SnapshotConfiguration;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotChangeEventSource;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotContext;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.relational.TableId;
import io.debezium.spi.schema.DataCollectionId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * The calls that Debezium makes to its incremental snapshots, with what they lack:
 *
 * <ul>
 *   <li>What is to be read is read by the thread that streams. Debezium reads the first rows with the thread that takes the
 *       request, while the stream goes on: it could pass a change of such a row on before the row, which is then the older one.
 *   <li>A snapshot's id says from where it began, by which {@link PositionHeaders} fences its rows.
 *   <li>It goes on in a quiet database in which a transaction is open, and after events that belong to no transaction.
 *   <li>Its end is written to the offset at once.
 * </ul>
 *
 * <p>{@link SnapshotReader} does the reading.
 */
class SnapshotSource implements IncrementalSnapshotChangeEventSource<PostgresPartition, TableId> {

    private static final Logger LOG = Logger.getLogger(SnapshotSource.class);

    private final SnapshotReader reader;
    private final EventDispatcher<PostgresPartition, TableId> dispatcher;
    private final SnapshotGate gate;
    private final Thread streaming = Thread.currentThread();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private boolean resumed;
    private boolean runs;

    /** To be made by the thread that streams. */
    SnapshotSource(SnapshotReader reader, EventDispatcher<PostgresPartition, TableId> dispatcher, SnapshotGate gate) {
        this.reader = reader;
        this.dispatcher = dispatcher;
        this.gate = gate;
    }

    @Override
    public void addDataCollectionNamesToSnapshot(
            SignalPayload<PostgresPartition> signal, SnapshotConfiguration configuration) throws InterruptedException {
        SignalPayload<PostgresPartition> named = new SignalPayload<>(
                signal.partition,
                SnapshotId.begin(signal.id, configuration.getDataCollections().size(), signal.offsetContext)
                        .toString(),
                signal.type,
                signal.data,
                signal.offsetContext,
                signal.additionalData);
        carryOut(() -> {
            resume(signal.partition, signal.offsetContext);
            gate.begun(signal.id, isRunning(signal.offsetContext));
            add(named, configuration);
            // The offset says so at once: until then the request may have to be read again.
            dispatcher.alwaysDispatchHeartbeatEvent(signal.partition, signal.offsetContext);
        });
    }

    private void add(SignalPayload<PostgresPartition> signal, SnapshotConfiguration configuration)
            throws InterruptedException {
        try {
            reader.addDataCollectionNamesToSnapshot(signal, configuration);
        } catch (RuntimeException e) {
            SnapshotSessionEnded.check(e);
            // The stream goes on: nothing of it depends on what was asked for.
            LOG.warnf(e, "A request for a snapshot on demand has failed: %s", e.getMessage());
            configuration.getDataCollections().forEach(table -> gate.incomplete(table, e.getMessage()));
        }
    }

    @Override
    public void requestStopSnapshot(
            PostgresPartition partition, OffsetContext offset, Map<String, Object> data, List<String> tables) {
        if (requests.isEmpty()) {
            // The reader reads on until something changes in the database, and looks between the pages whether it is to
            // stop.
            reader.requestStopSnapshot(partition, offset, data, tables);
        } else {
            requests.add(() -> reader.requestStopSnapshot(partition, offset, data, tables));
        }
    }

    @Override
    public void pauseSnapshot(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        // As with a stop.
        reader.pauseSnapshot(partition, offset);
    }

    @Override
    public void resumeSnapshot(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        carryOut(() -> {
            resume(partition, offset);
            reader.resumeSnapshot(partition, offset);
        });
    }

    /** Does something in the thread that streams, between two changes. */
    void carryOut(Request request) throws InterruptedException {
        requests.add(request);
        if (Thread.currentThread() == streaming) {
            carryOutRequests();
        }
    }

    private void carryOutRequests() throws InterruptedException {
        Request request;
        while ((request = requests.poll()) != null) {
            request.carryOut();
        }
    }

    @Override
    public void init(PostgresPartition partition, OffsetContext offset) {
        // The place of this class is taken when the other one's has been called.
    }

    /** Continues what an earlier run has begun. */
    private void resume(PostgresPartition partition, OffsetContext offset) {
        if (!resumed && isRunning(offset)) {
            reader.init(partition, offset);
        }
        resumed = true;
    }

    @Override
    public void closeWindow(PostgresPartition partition, String id, OffsetContext offset) throws InterruptedException {
        reader.closeWindow(partition, id, offset);
    }

    @Override
    public void processMessage(PostgresPartition partition, DataCollectionId table, Object key, OffsetContext offset)
            throws InterruptedException {
        resume(partition, offset);
        carryOutRequests();
        if (reader.isWaiting()) {
            reader.proceed(partition, offset, false);
        } else if (isRunning(offset)) {
            reader.processMessage(partition, table, key, offset);
        }
    }

    @Override
    public void processHeartbeat(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        resume(partition, offset);
        carryOutRequests();
        if (reader.isWaiting()) {
            reader.proceed(partition, offset, true);
        } else if (isRunning(offset)) {
            String unsent = chunkThatWaits(offset);
            if (unsent == null) {
                reader.processHeartbeat(partition, offset);
            } else {
                reader.closeWindow(partition, unsent, offset);
            }
        }
        writeTheEnd(partition, offset);
    }

    @Override
    public void processTransactionCommittedEvent(PostgresPartition partition, OffsetContext offset)
            throws InterruptedException {
        resume(partition, offset);
        carryOutRequests();
        if (reader.isWaiting()) {
            reader.proceed(partition, offset, false);
        } else if (isRunning(offset) && transaction(offset) != null) {
            reader.processTransactionCommittedEvent(partition, offset);
        }
        writeTheEnd(partition, offset);
    }

    @Override
    public void processFilteredEvent(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        reader.processFilteredEvent(partition, offset);
    }

    @Override
    public void processTransactionStartedEvent(PostgresPartition partition, OffsetContext offset)
            throws InterruptedException {
        reader.processTransactionStartedEvent(partition, offset);
    }

    @Override
    public void processSchemaChange(PostgresPartition partition, OffsetContext offset, DataCollectionId table)
            throws InterruptedException {
        reader.processSchemaChange(partition, offset, table);
    }

    /**
     * The rows that have been read and that Debezium doesn't send although nothing more comes, by their chunk's id: it waits while
     * an older transaction is open than the last one that came, and can't tell after an event that belongs to no transaction. As
     * nothing has come since they were read that isn't taken into account, they may be sent all the same.
     */
    private static String chunkThatWaits(OffsetContext offset) {
        if (!(offset.getIncrementalSnapshotContext()
                instanceof PostgresReadOnlyIncrementalSnapshotContext<?> context)) {
            return null;
        }
        PgSnapshot read = context.getHighWatermark();
        Long transaction = transaction(offset);
        boolean waits = read != null && (transaction == null || transaction > read.getXMin());
        return waits ? context.currentChunkId() : null;
    }

    private static Long transaction(OffsetContext offset) {
        return offset.getSourceInfo().getInt64(SourceInfo.TXID_KEY);
    }

    private boolean isRunning(OffsetContext offset) {
        IncrementalSnapshotContext<?> context = offset.getIncrementalSnapshotContext();
        boolean running = context != null && context.snapshotRunning();
        runs |= running;
        return running;
    }

    private void writeTheEnd(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        if (runs && !isRunning(offset)) {
            runs = false;
            dispatcher.alwaysDispatchHeartbeatEvent(partition, offset);
        }
    }

    /** What is asked of the thread that streams. */
    interface Request {
        void carryOut() throws InterruptedException;
    }
}
