package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.pipeline.notification.IncrementalSnapshotNotificationService;
import io.debezium.pipeline.notification.IncrementalSnapshotNotificationService.TableScanCompletionStatus;
import io.debezium.pipeline.source.snapshot.incremental.DataCollection;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotContext;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.relational.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jboss.logging.Logger;

/** How the snapshots on demand of a task go from table to table, and who is told. For the thread that streams. */
class SnapshotCourse {

    private static final Logger LOG = Logger.getLogger(SnapshotCourse.class);
    private static final String STOPPED = "stopped by a request";

    private final SnapshotParts parts;
    private final SnapshotGate gate;
    private long scanned;

    SnapshotCourse(SnapshotParts parts, SnapshotGate gate) {
        this.parts = parts;
        this.gate = gate;
    }

    void begin(
            IncrementalSnapshotContext<TableId> context,
            PostgresPartition partition,
            OffsetContext offset,
            List<TableId> tables) {
        parts.progress().snapshotStarted(partition);
        notifications().notifyStarted(context, partition, offset);
        parts.progress().monitoredDataCollectionsDetermined(partition, tables);
    }

    /** Counts rows of the current table. */
    void read(
            IncrementalSnapshotContext<TableId> context, PostgresPartition partition, OffsetContext offset, int rows) {
        scanned += rows;
        parts.progress()
                .rowsScanned(partition, context.currentDataCollectionId().getId(), scanned);
        notifications().notifyInProgress(context, partition, offset);
    }

    /**
     * Ends the current table and turns to the next.
     *
     * @param cause why it hasn't been read to its end, or null when it has
     */
    void end(
            IncrementalSnapshotContext<TableId> context,
            PostgresPartition partition,
            OffsetContext offset,
            String cause) {
        TableId ended = context.currentDataCollectionId().getId();
        if (cause != null) {
            gate.incomplete(ended.identifier(), cause);
            LOG.errorf(
                    "A snapshot on demand has ended at table %s, whose rows haven't all been read: %s. Correct that, and"
                            + " request the table again",
                    ended.identifier(), cause);
        }
        notifications()
                .notifyTableScanCompleted(
                        context,
                        partition,
                        offset,
                        scanned,
                        cause == null ? TableScanCompletionStatus.SUCCEEDED : TableScanCompletionStatus.SQL_EXCEPTION);
        parts.progress().dataCollectionSnapshotCompleted(partition, ended, scanned);
        scanned = 0;
        context.nextDataCollection();
        if (!context.snapshotRunning()) {
            parts.progress().snapshotCompleted(partition);
            notifications().notifyCompleted(context, partition, offset);
            context.unsetCorrelationId();
        }
    }

    /**
     * Takes tables out.
     *
     * @param patterns regular expressions for the names of the tables whose stop has been requested
     * @return whether the current one was among them
     */
    boolean stop(
            IncrementalSnapshotContext<TableId> context,
            PostgresPartition partition,
            OffsetContext offset,
            List<String> patterns) {
        DataCollection<TableId> current = context.currentDataCollectionId();
        List<String> stopped = new ArrayList<>();
        boolean withCurrent = false;
        for (DataCollection<TableId> listed : List.copyOf(context.getDataCollections())) {
            String name = listed.getId().identifier();
            if (patterns.stream().noneMatch(pattern -> matches(pattern, name))) {
                continue;
            }
            stopped.add(name);
            gate.incomplete(name, STOPPED);
            if (listed.equals(current)) {
                withCurrent = true;
                scanned = 0;
                context.nextDataCollection();
            } else {
                context.removeDataCollectionFromSnapshot(listed.getId().toDoubleQuotedString());
            }
        }
        LOG.infof("A snapshot on demand has been stopped for %s", String.join(", ", stopped));
        notifications().notifyAborted(context, partition, offset, stopped);
        if (!context.snapshotRunning()) {
            parts.progress().snapshotAborted(partition);
            context.unsetCorrelationId();
        }
        return withCurrent;
    }

    private static boolean matches(String pattern, String name) {
        try {
            return Pattern.matches(pattern, name);
        } catch (PatternSyntaxException e) {
            LOG.warnf("A snapshot on demand can't be stopped for %s: %s", pattern, e.getDescription());
            return false;
        }
    }

    private IncrementalSnapshotNotificationService<PostgresPartition, ?> notifications() {
        return parts.notifications().incrementalSnapshotNotificationService();
    }
}
