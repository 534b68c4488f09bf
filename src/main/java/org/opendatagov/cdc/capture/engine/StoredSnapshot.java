package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotContext;
import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotContext;
import io.debezium.relational.TableId;
import java.util.HashMap;
import java.util.Map;

/**
 * The snapshot on demand that an offset stands in. Debezium would read on in its own way as soon as it has loaded the offset, before
 * {@link SnapshotSource} is in its place; so it gets the offset without it.
 */
final class StoredSnapshot extends PostgresReadOnlyIncrementalSnapshotContext<TableId> {

    private StoredSnapshot() {}

    /** An offset in which no snapshot on demand runs. */
    static Map<String, ?> without(Map<String, ?> offset) {
        Map<String, Object> rest = new HashMap<>(offset);
        rest.keySet().removeIf(entry -> entry.startsWith(INCREMENTAL_SNAPSHOT_KEY));
        return rest;
    }

    /** Has a loaded offset continue the snapshot, if there is one, after the last row that is in Kafka. */
    @SuppressWarnings("unchecked") // as Debezium does
    static void restore(PostgresOffsetContext loaded, Map<String, ?> offset) {
        AbstractIncrementalSnapshotContext<TableId> context =
                (AbstractIncrementalSnapshotContext<TableId>) loaded.getIncrementalSnapshotContext();
        init(context, offset);
        // Debezium itself would forget that row, and begin again if it ended before the next one.
        context.sendEvent(context.chunkEndPosititon());
    }
}
