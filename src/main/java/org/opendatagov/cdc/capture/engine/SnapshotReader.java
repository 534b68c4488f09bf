package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotChangeEventSource;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.data.Envelope;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.EventDispatcher.SnapshotReceiver;
import io.debezium.pipeline.signal.SignalPayload;
import io.debezium.pipeline.signal.actions.snapshotting.SnapshotConfiguration;
import io.debezium.pipeline.source.snapshot.incremental.DataCollection;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotContext;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.relational.TableId;
import io.debezium.spi.schema.DataCollectionId;
import io.debezium.util.Clock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.opendatagov.cdc.capture.values.TableSchemas;

/**
 * Debezium's incremental snapshot, its marks in the stream, its window and its offsets, over a reading of its own:
 *
 * <ul>
 *   <li>A table is read with the columns that it has at that moment. Those of the stream stay as they are.
 *   <li>What the publication leaves out isn't read.
 *   <li>A page is bounded by bytes, too.
 *   <li>Rows that meet a condition are searched for beside the stream.
 *   <li>A table that can't be read ends with its cause, and the next one is read.
 * </ul>
 *
 * <p>For the thread that streams.
 */
class SnapshotReader extends PostgresReadOnlyIncrementalSnapshotChangeEventSource<PostgresPartition> {

    /** How long a quiet stream waits for a page. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final SnapshotParts parts;
    private final SnapshotDefinitions definitions;
    private final SnapshotScope scope;
    private final SnapshotRows rows;
    private final SnapshotSearch search;
    private final SnapshotCourse course;
    private final SnapshotLocks locks;
    private SnapshotDefinition table;
    private boolean waiting;
    private Duration patience = Duration.ZERO;

    SnapshotReader(
            PostgresConnectorConfig config,
            SnapshotParts parts,
            TableSchemas schemas,
            EventDispatcher<PostgresPartition, TableId> dispatcher,
            PostgresSchema streamed,
            SnapshotSearch search,
            SnapshotGate gate) {
        super(
                config,
                parts.connection(),
                dispatcher,
                streamed,
                Clock.SYSTEM,
                parts.progress(),
                parts.changes(),
                parts.notifications());
        this.parts = parts;
        this.definitions = new SnapshotDefinitions(config, parts.connection(), schemas);
        this.scope = new SnapshotScope(definitions, gate);
        this.rows = new SnapshotRows(parts.connection());
        this.search = search;
        this.course = new SnapshotCourse(parts, gate);
        this.locks = new SnapshotLocks(parts.connection());
    }

    /** Debezium writes a transaction here, for which a standby has no answer; {@link SnapshotSource} can do without. */
    @Override
    protected void preIncrementalSnapshotStart() {
        // Nothing.
    }

    /** Continues when the rows that were searched for have been found, or a stop has been asked for. The stream is quiet. */
    void proceed(PostgresPartition partition, OffsetContext offset, boolean quiet) throws InterruptedException {
        if (waiting) {
            patience = quiet ? PATIENCE : Duration.ZERO;
            try {
                readChunk(partition, offset);
            } finally {
                patience = Duration.ZERO;
            }
        }
    }

    boolean isWaiting() {
        return waiting;
    }

    @Override
    @SuppressWarnings("unchecked") // as Debezium does
    public void addDataCollectionNamesToSnapshot(SignalPayload<PostgresPartition> signal, SnapshotConfiguration wanted)
            throws InterruptedException {
        context = (IncrementalSnapshotContext<TableId>) signal.offsetContext.getIncrementalSnapshotContext();
        boolean begins = !context.snapshotRunning();
        List<TableId> tables = named(wanted);
        context.addDataCollectionNamesToSnapshot(
                signal.id,
                tables.stream().map(SnapshotScope::quoted).toList(),
                SnapshotScope.conditions(tables, wanted.getAdditionalConditions()),
                wanted.getSurrogateKey());
        if (begins && !tables.isEmpty()) {
            course.begin(context, signal.partition, signal.offsetContext, tables);
            readChunk(signal.partition, signal.offsetContext);
        }
    }

    private List<TableId> named(SnapshotConfiguration wanted) {
        try {
            locks.begin();
            return scope.tables(wanted.getDataCollections());
        } catch (SQLException e) {
            SnapshotSessionEnded.check(e);
            throw new SnapshotFailure(e.getMessage());
        } finally {
            locks.end();
        }
    }

    @Override
    protected void readChunk(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        stop(partition, offset);
        waiting = locks.isTooEarly();
        while (context.snapshotRunning() && !context.isSnapshotPaused() && !waiting && window.isEmpty()) {
            try {
                preReadChunk(context);
                locks.begin();
                boolean more = read(partition, offset);
                locks.passed();
                if (!more) {
                    end(partition, offset, null);
                }
            } catch (SQLException | RuntimeException e) {
                failed(partition, offset, e);
            } finally {
                locks.end();
            }
        }
    }

    /**
     * Reads the next rows of the current table into the window.
     *
     * @return whether there may be more
     */
    private boolean read(PostgresPartition partition, OffsetContext offset) throws SQLException, InterruptedException {
        DataCollection<TableId> wanted = context.currentDataCollectionId();
        table = definitions.of(
                definitions.named(wanted.getId()), wanted.getSurrogateKey().orElse(null));
        if (context.maximumKey().isEmpty()) {
            List<String> last = rows.maximum(table);
            if (last == null) {
                return false;
            }
            context.maximumKey(last.toArray());
        }
        String condition =
                wanted.getAdditionalCondition().filter(text -> !text.isBlank()).orElse(null);
        List<?> after = context.chunkEndPosititon() == null ? null : Arrays.asList(context.chunkEndPosititon());
        List<?> maximum = Arrays.asList(context.maximumKey().orElseThrow());
        SnapshotPage page = search.next(table, after, maximum, condition, patience);
        waiting = page == null;
        if (waiting) {
            return true;
        }
        if (page.isEmpty()) {
            return false;
        }
        context.startNewChunk();
        emitWindowOpen(partition, offset);
        List<SnapshotRows.Row> found = rows.read(table, after, page, condition == null && table.filter() == null);
        emitWindowClose(partition, offset);
        if (!definitions.isCurrent(table)) {
            return true;
        }
        found.forEach(row -> window.put(row.place(), new Object[] {row}));
        context.nextChunkPosition(page.last().toArray());
        course.read(context, partition, offset, found.size());
        return true;
    }

    @Override
    protected void sendWindowEvents(PostgresPartition partition, OffsetContext offset) throws InterruptedException {
        if (window.isEmpty()) {
            return;
        }
        // Not by the dispatcher itself, which takes the schema of the stream.
        SnapshotReceiver<PostgresPartition> receiver =
                dispatcher.getIncrementalSnapshotChangeEventReceiver(parts.changes());
        offset.incrementalSnapshotEvents();
        for (Object[] of : window.values()) {
            SnapshotRows.Row row = (SnapshotRows.Row) of[0];
            context.sendEvent(row.key().toArray());
            offset.event(table.id(), Instant.now());
            Struct event = table.schema().getEnvelopeSchema().read(row.value(), offset.getSourceInfo(), Instant.now());
            receiver.changeRecord(
                    partition, table.schema(), Envelope.Operation.READ, row.eventKey(), event, offset, null);
        }
        offset.postSnapshotCompletion();
        window.clear();
    }

    @Override
    protected void deduplicateWindow(DataCollectionId changed, Object key) {
        if (table != null && table.id().equals(changed)) {
            window.remove(key);
        }
    }

    /** Anything but the end of the session is about the table. */
    private void failed(PostgresPartition partition, OffsetContext offset, Exception failure) {
        SnapshotSessionEnded.check(failure);
        try {
            waiting = locks.isCauseOf(
                    failure, context.currentDataCollectionId().getId().identifier());
        } catch (SnapshotFailure locked) {
            end(partition, offset, locked.getMessage());
            return;
        }
        if (!waiting) {
            end(partition, offset, SnapshotFailure.cause(failure));
        }
    }

    /** Ends the current table and turns to the next. */
    private void end(PostgresPartition partition, OffsetContext offset, String cause) {
        window.clear();
        course.end(context, partition, offset, cause);
    }

    /** Takes tables out as requested. */
    private void stop(PostgresPartition partition, OffsetContext offset) {
        // They are given once.
        List<String> patterns = context.getDataCollectionsToStop();
        if (context.snapshotRunning() && !patterns.isEmpty()) {
            search.cancel();
            if (course.stop(context, partition, offset, patterns)) {
                window.clear();
                locks.passed();
            }
        }
    }
}
