package org.opendatagov.cdc.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.engine.ChangeEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.capture.connector.SourceInfo;
import org.opendatagov.cdc.capture.engine.SnapshotId;

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

    /**
     * @param stored the offset with which the run starts, or null when there is none
     * @param tables what the connector captures
     */
    SnapshotTracker(ConnectorLife life, Map<String, Object> stored, SnapshotTables tables) {
        this.life = life;
        this.tables = tables;
        this.progress = stored == null ? null : at(stored, tables);
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

    /** Takes the events of a batch into account. */
    void advance(List<ChangeEvent<byte[], byte[]>> events) {
        SourceRecord last = RouteBatches.sourceRecord(events.get(events.size() - 1));
        if (progress == null && !isOfSnapshot(RouteBatches.sourceRecord(events.get(0))) && !isOfSnapshot(last)) {
            return;
        }
        long incremental = progress != null && progress.incremental() ? progress.rows() : 0;
        for (ChangeEvent<byte[], byte[]> event : events) {
            Struct source = SourceInfo.of(RouteBatches.sourceRecord(event));
            if (source != null && SourceInfo.isBeforeStream(source)) {
                advance(source);
            } else if (source != null && SourceInfo.isSnapshot(source)) {
                incremental++;
            }
        }
        if (progress == null || progress.incremental()) {
            progress = last.sourceOffset() == null ? progress : incremental(last.sourceOffset(), incremental, tables);
        }
    }

    private boolean isOfSnapshot(SourceRecord event) {
        Struct source = SourceInfo.of(event);
        return (source != null && SourceInfo.isSnapshot(source))
                || (event.sourceOffset() != null && event.sourceOffset().containsKey(COLLECTIONS));
    }

    private void advance(Struct source) {
        if (SourceInfo.isLastOfSnapshot(source)) {
            progress = null;
            return;
        }
        String table = source.getString("schema") + "." + source.getString("table");
        boolean first = progress == null || progress.incremental();
        int place = tables.place(table);
        progress = new SnapshotProgress(
                false,
                SourceInfo.isLastOfTable(source) ? place + 1 : place,
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
        if (progress == null || !progress.incremental() || !offset.containsKey(COLLECTIONS)) {
            return offset;
        }
        Map<String, Object> more = new HashMap<>(offset);
        more.put(ROWS, progress.rows());
        return more;
    }

    /** Tells others, once the batch is delivered. */
    void show() {
        life.show(progress);
    }
}
