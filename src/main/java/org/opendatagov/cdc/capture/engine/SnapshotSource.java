package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PgSnapshot;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotContext;
import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.SignalPayload;
import io.debezium.pipeline.signal.actions.snapshotting.AdditionalCondition.AdditionalConditionBuilder;
import io.debezium.pipeline.signal.actions.snapshotting.SnapshotConfiguration;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotChangeEventSource;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotContext;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * Debezium's incremental snapshots, with what they lack:
 *
 * <ul>
 *   <li>What is to be read is read by the thread that streams. Debezium reads the first rows with the thread that takes the
 *       request, while the stream goes on: it could pass a change of such a row on before the row, which is then the older one.
 *   <li>A snapshot's id says from where it began, by which {@link PositionHeaders} fences its rows.
 *   <li>It goes on in a quiet database in which a transaction is open, and after events that belong to no transaction.
 *   <li>A query that fails ends the snapshot, and not the stream.
 *   <li>Its end is written to the offset at once.
 *   <li>A condition stands in parentheses, so that an OR in it doesn't undo the bounds of a chunk.
 * </ul>
 */
class SnapshotSource<P extends Partition, T extends DataCollectionId>
        implements IncrementalSnapshotChangeEventSource<P, T> {

    private static final Logger LOG = Logger.getLogger(SnapshotSource.class);

    private final IncrementalSnapshotChangeEventSource<P, T> debezium;
    private final EventDispatcher<P, T> dispatcher;
    private final Thread streaming = Thread.currentThread();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private boolean runs;

    /** To be made by the thread that streams. */
    SnapshotSource(IncrementalSnapshotChangeEventSource<P, T> debezium, EventDispatcher<P, T> dispatcher) {
        this.debezium = debezium;
        this.dispatcher = dispatcher;
    }

    @Override
    public void addDataCollectionNamesToSnapshot(SignalPayload<P> signal, SnapshotConfiguration configuration)
            throws InterruptedException {
        SnapshotConfiguration safe = inParentheses(configuration);
        SignalPayload<P> named = new SignalPayload<>(
                signal.partition,
                SnapshotId.begin(signal.id, configuration.getDataCollections().size(), signal.offsetContext)
                        .toString(),
                signal.type,
                signal.data,
                signal.offsetContext,
                signal.additionalData);
        carryOut(() -> debezium.addDataCollectionNamesToSnapshot(named, safe));
    }

    private static SnapshotConfiguration inParentheses(SnapshotConfiguration configuration) {
        SnapshotConfiguration.Builder safe = SnapshotConfiguration.Builder.builder()
                .dataCollections(configuration.getDataCollections())
                .surrogateKey(configuration.getSurrogateKey());
        configuration
                .getAdditionalConditions()
                .forEach(condition -> safe.addCondition(AdditionalConditionBuilder.builder()
                        .dataCollection(condition.getDataCollection())
                        .filter("(" + condition.getFilter() + ")")
                        .build()));
        return safe.build();
    }

    @Override
    public void requestStopSnapshot(P partition, OffsetContext offset, Map<String, Object> data, List<String> tables) {
        if (requests.isEmpty()) {
            // Debezium reads on until something changes in the database, and looks between the chunks whether it is to
            // stop.
            debezium.requestStopSnapshot(partition, offset, data, tables);
        } else {
            requests.add(() -> debezium.requestStopSnapshot(partition, offset, data, tables));
        }
    }

    @Override
    public void pauseSnapshot(P partition, OffsetContext offset) throws InterruptedException {
        // As with a stop.
        debezium.pauseSnapshot(partition, offset);
    }

    @Override
    public void resumeSnapshot(P partition, OffsetContext offset) throws InterruptedException {
        carryOut(() -> debezium.resumeSnapshot(partition, offset));
    }

    private void carryOut(Request request) throws InterruptedException {
        requests.add(request);
        if (Thread.currentThread() == streaming) {
            carryOutRequests();
        }
    }

    private void carryOutRequests() throws InterruptedException {
        Request request;
        while ((request = requests.poll()) != null) {
            try {
                request.carryOut();
            } catch (RuntimeException e) {
                // The stream goes on: nothing of it depends on what was asked for.
                LOG.warnf(e, "A request for an incremental snapshot has failed: %s", e.getMessage());
            }
        }
    }

    /** Lets Debezium read on. When it fails to, it gives the last table up, but stumbles over there being no next one. */
    private void goOn(OffsetContext offset, Request step) throws InterruptedException {
        try {
            step.carryOut();
        } catch (RuntimeException e) {
            if (isRunning(offset)) {
                throw e;
            }
            LOG.errorf("A snapshot on demand has ended before its time, see above; the stream goes on");
        }
    }

    @Override
    public void init(P partition, OffsetContext offset) {
        debezium.init(partition, offset);
    }

    @Override
    public void closeWindow(P partition, String id, OffsetContext offset) throws InterruptedException {
        debezium.closeWindow(partition, id, offset);
    }

    @Override
    public void processMessage(P partition, DataCollectionId table, Object key, OffsetContext offset)
            throws InterruptedException {
        carryOutRequests();
        if (isRunning(offset)) {
            goOn(offset, () -> debezium.processMessage(partition, table, key, offset));
        }
    }

    @Override
    public void processHeartbeat(P partition, OffsetContext offset) throws InterruptedException {
        carryOutRequests();
        if (isRunning(offset)) {
            String unsent = chunkThatWaits(offset);
            if (unsent == null) {
                goOn(offset, () -> debezium.processHeartbeat(partition, offset));
            } else {
                goOn(offset, () -> debezium.closeWindow(partition, unsent, offset));
            }
        }
        writeTheEnd(partition, offset);
    }

    @Override
    public void processTransactionCommittedEvent(P partition, OffsetContext offset) throws InterruptedException {
        carryOutRequests();
        if (isRunning(offset) && transaction(offset) != null) {
            goOn(offset, () -> debezium.processTransactionCommittedEvent(partition, offset));
        }
        writeTheEnd(partition, offset);
    }

    @Override
    public void processFilteredEvent(P partition, OffsetContext offset) throws InterruptedException {
        debezium.processFilteredEvent(partition, offset);
    }

    @Override
    public void processTransactionStartedEvent(P partition, OffsetContext offset) throws InterruptedException {
        debezium.processTransactionStartedEvent(partition, offset);
    }

    @Override
    public void processSchemaChange(P partition, OffsetContext offset, DataCollectionId table)
            throws InterruptedException {
        debezium.processSchemaChange(partition, offset, table);
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

    private void writeTheEnd(P partition, OffsetContext offset) throws InterruptedException {
        if (runs && !isRunning(offset)) {
            runs = false;
            dispatcher.alwaysDispatchHeartbeatEvent(partition, offset);
        }
    }

    private interface Request {
        void carryOut() throws InterruptedException;
    }
}
