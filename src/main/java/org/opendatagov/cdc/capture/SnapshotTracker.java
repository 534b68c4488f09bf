package org.opendatagov.cdc.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opendatagov.cdc.capture.connector.RecordOrigin;
import org.opendatagov.cdc.capture.engine.SnapshotId;
import org.opendatagov.cdc.capture.engine.SnapshotOutcome;

/**
 * Follows the snapshots of one run of a connector by the events that it delivers. How many rows of an incremental snapshot are
 * delivered stands in the offset too, so that a later run and another replica know it. For one thread.
 */
class SnapshotTracker {

    /** Offset entry: how many rows of the incremental snapshot that runs are in Kafka. */
    static final String ROWS = "opendatagov_snapshot_rows";

    private static final String COLLECTIONS = "incremental_snapshot_collections";
    private static final String TABLE = COLLECTIONS + "_id";
    private static final String CONDITION = COLLECTIONS + "_additional_condition";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConnectorLife life;
    private final SnapshotTables tables;
    private SnapshotProgress progress;
    private volatile SnapshotOutcome outcome;
    private final List<String> beginning = new ArrayList<>();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private List<String> reading;
    private TablesRead tablesRead = new TablesRead();

    /**
     * @param stored the offset with which the run starts, or null when there is none
     * @param tables what the connector captures
     */
    SnapshotTracker(ConnectorLife life, Map<String, Object> stored, SnapshotTables tables) {
        this.life = life;
        this.tables = tables;
        this.progress = stored == null ? null : at(stored, tables);
        note(stored);
        this.reading = toRead(stored);
        show();
    }

    /**
     * How far the incremental snapshot is by a stored offset.
     *
     * @return null when none runs
     */
    static SnapshotProgress at(Map<String, Object> offset, SnapshotTables tables) {
        long rows = offset.get(ROWS) instanceof Number number ? number.longValue() : 0;
        return incremental(offset, rows, tables);
    }

    /**
     * The tables of which an incremental snapshot has read all rows since the last offset that was asked about: it was still to read them
     * then.
     *
     * @return each as {@code schema.table}
     */
    List<String> readSince(Map<String, ?> offset) {
        List<String> now = toRead(offset);
        List<String> read = reading.stream()
                .filter(table -> !now.contains(table)
                        && (outcome == null || !outcome.incomplete().containsKey(table)))
                .toList();
        reading = now;
        return read;
    }

    /** The tables that the incremental snapshot of an offset is still to read whole: with a condition it reads some of the rows. */
    private static List<String> toRead(Map<String, ?> offset) {
        return left(offset).stream()
                .filter(entry -> entry.path(CONDITION).asText("").isBlank())
                .map(entry -> entry.path(TABLE).asText())
                .toList();
    }

    /** The tables that the incremental snapshot of an offset hasn't read to their end. */
    static List<String> unfinished(Map<String, ?> offset) {
        return left(offset).stream().map(entry -> entry.path(TABLE).asText()).toList();
    }

    private static List<JsonNode> left(Map<String, ?> offset) {
        List<JsonNode> entries = new ArrayList<>();
        if (offset != null && offset.get(COLLECTIONS) instanceof String collections) {
            parse(collections).forEach(entries::add);
        }
        return entries;
    }

    /** Takes the events of a batch into account, also those that a transform has dropped. */
    void advance(List<RecordOrigin> events) {
        RecordOrigin last = events.get(events.size() - 1);
        if (progress == null && !isOfSnapshot(events.get(0)) && !isOfSnapshot(last)) {
            return;
        }
        long incremental = progress != null && progress.incremental() ? progress.rows() : 0;
        for (RecordOrigin event : events) {
            if (event.isIncremental()) {
                incremental += event.isDelete() ? 0 : 1;
            } else if (event.snapshot() != null) {
                advance(event);
            }
        }
        if (progress == null || progress.incremental()) {
            progress = last.offset() == null ? progress : incremental(last.offset(), incremental, tables);
        }
    }

    /** Notes what an event's offset says of snapshots on demand, whether the event is delivered or has been before. */
    void note(Map<String, ?> offset) {
        SnapshotOutcome news = SnapshotOutcome.in(offset);
        if (news == null) {
            return;
        }
        outcome = outcome == null ? news : outcome.then(news);
        if (news.request() != null) {
            beginning.add(news.request());
        }
    }

    private static boolean isOfSnapshot(RecordOrigin event) {
        return event.snapshot() != null
                || (event.offset() != null && event.offset().containsKey(COLLECTIONS));
    }

    private void advance(RecordOrigin row) {
        if (row.isLastOfSnapshot()) {
            progress = null;
            return;
        }
        String table = row.schema() + "." + row.table();
        boolean first = progress == null || progress.incremental();
        if (first) {
            tablesRead = new TablesRead();
        }
        int done = tablesRead.advance(tables.place(table), row.isLastOfTable());
        progress = new SnapshotProgress(
                false,
                done,
                tables.count(),
                table,
                first ? 1 : progress.rows() + 1,
                tables.rows(),
                first ? Instant.now() : progress.since());
    }

    private static SnapshotProgress incremental(Map<String, ?> offset, long rows, SnapshotTables tables) {
        if (!(offset.get(COLLECTIONS) instanceof String collections)) {
            return null;
        }
        JsonNode left = parse(collections);
        SnapshotId id = SnapshotId.at(offset);
        String table = left.path(0).path(TABLE).asText(null);
        int all = Math.max(left.size(), id == null ? 0 : id.tables());
        return new SnapshotProgress(
                true,
                all - left.size(),
                all,
                table,
                rows,
                all == 1 && left.path(0).path(CONDITION).isNull() ? tables.rows(table) : SnapshotTables.UNKNOWN,
                id == null ? null : Instant.ofEpochMilli(id.since()));
    }

    private static JsonNode parse(String collections) {
        try {
            return JSON.readTree(collections);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Debezium's offset names no tables: " + collections, e);
        }
    }

    /** The offset of the batch with what is to be remembered of a snapshot. */
    Map<String, Object> in(Map<String, Object> offset) {
        boolean runs = progress != null && progress.incremental() && offset.containsKey(COLLECTIONS);
        if (!runs && outcome == null) {
            return offset;
        }
        Map<String, Object> more = new HashMap<>(offset);
        if (runs) {
            more.put(ROWS, progress.rows());
        }
        if (outcome != null) {
            more.put(SnapshotOutcome.ENTRY, outcome.toJson());
        }
        return more;
    }

    /** The request of the last one that has begun, or null when none is known. */
    String last() {
        return outcome == null ? null : outcome.request();
    }

    /** Whether a stored offset says that the snapshot of a request has begun. */
    boolean hasBegun(String request) {
        return begun.contains(request);
    }

    /** Tells others, once the batch is delivered. */
    void show() {
        begun.addAll(beginning);
        beginning.clear();
        life.show(progress, outcome == null ? Map.of() : outcome.incomplete());
    }
}
