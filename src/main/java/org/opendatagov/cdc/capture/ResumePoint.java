package org.opendatagov.cdc.capture;

import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.opendatagov.cdc.capture.connector.RecordKind;
import org.opendatagov.cdc.capture.connector.RecordOrigin;
import org.opendatagov.cdc.capture.connector.StoredPosition;

/**
 * From where a later run goes on. Debezium resumes behind a record of the WAL, known by its LSN, but several events may come from
 * one record: rows that COPY wrote to one page, the delete and the create of a changed key, a delete and its tombstone. When a
 * batch ends between them, Debezium's own offset would pass over the rest. So the offset that is stored stands behind the
 * last record whose events are all delivered, which is certain once an event of another record follows, and beside it
 * stands how many events of the next record are delivered too. A later run drops just these.
 *
 * <p>Events are counted as Debezium makes them, whatever becomes of them. A row of a snapshot on demand isn't one of them: it comes
 * before the event whose LSN it bears, and its offset says only how far the snapshot is.
 *
 * <p>The two additional entries of the offset mean nothing to Debezium and Kafka Connect, which would repeat those events. For
 * one thread and one run of the engine.
 */
class ResumePoint {

    /** Offset entry: the LSN of the record of which some events are delivered. */
    static final String PARTIAL_LSN = StoredPosition.PARTIAL_LSN;

    /** Offset entry: how many of its events are delivered. */
    static final String PARTIAL_EVENTS = "opendatagov_events";

    private static final String LSN = "lsn";
    private static final String LSN_PROCESSED = "lsn_proc";

    /** What the entries begin with that say how far an incremental snapshot is. */
    private static final String SNAPSHOT = AbstractIncrementalSnapshotContext.INCREMENTAL_SNAPSHOT_KEY;

    private static final String SNAPSHOT_TABLES = SNAPSHOT + "_collections";

    /** Debezium's entry for the last key that was sent, when none was: a null as Java serialises it. */
    private static final String NO_KEY = "aced000570";

    /** What the entries begin with that count a transaction's events. */
    private static final String COUNTS = "transaction_";

    /** Not copied, since this is done for each event and read once a batch. */
    private Map<String, ?> complete;

    /** The event before the one that comes next; it ends its record if that is of another. */
    private RecordOrigin last;

    /** The offset that says how far an incremental snapshot is. */
    private Map<String, ?> snapshot = Map.of();

    private long partialLsn;
    private int partialEvents;
    private long lsnToDrop;
    private int eventsToDrop;
    private int toDrop;

    /** Whether an event of this run has been taken. */
    private boolean resumed;

    /**
     * @param stored the offset with which the run starts, or null when there is none
     */
    ResumePoint(Map<String, Object> stored) {
        if (stored != null) {
            Map<String, Object> whole = new HashMap<>(stored);
            Object lsn = whole.remove(PARTIAL_LSN);
            Object events = whole.remove(PARTIAL_EVENTS);
            complete = whole;
            snapshot = whole;
            if (lsn instanceof Number partial && events instanceof Number delivered) {
                partialLsn = partial.longValue();
                partialEvents = delivered.intValue();
                lsnToDrop = partialLsn;
                eventsToDrop = partialEvents;
                toDrop = partialEvents;
            }
        }
    }

    /** Whether an earlier run has delivered this event; to be asked of each event once, in order. */
    boolean isDelivered(RecordOrigin event) {
        if (toDrop == 0 || !event.kind().isFromWal()) {
            return false;
        }
        long lsn = event.lsn();
        if (lsn == lsnToDrop) {
            toDrop--;
            if (lsn != partialLsn) {
                complete(event);
                partialLsn = lsn;
                partialEvents = eventsToDrop;
            }
            last = event;
            return true;
        }
        // Without a commit to look for, Debezium begins again at the transaction's start.
        return complete != null
                && event.transaction() != null
                && event.transaction().equals(RecordOrigin.transaction(complete))
                && lsn <= RecordOrigin.number(complete, LSN);
    }

    /**
     * Takes an event into account that is going to be delivered.
     *
     * @return whether all events before this one are now known to be the last of their records
     */
    boolean advance(RecordOrigin event) {
        if (!event.hasPlace()) {
            return false;
        }
        if (event.kind() == RecordKind.ROW_ON_DEMAND) {
            if (event.isIncremental()) {
                follow(event.offset());
            }
            if (complete == null) {
                complete = before(event);
            }
            return false;
        }
        follow(event.offset());
        if (event.kind() == RecordKind.SNAPSHOT_ROW) {
            // A snapshot that was interrupted begins again: there is nothing to resume behind.
            complete = event.offset();
            partialLsn = 0;
            partialEvents = 0;
            last = event;
            return true;
        }
        if (toDrop > 0 && !resumed && !event.kind().isFromWal()) {
            // Debezium has yet to come to where the stored offset is: this heartbeat is from before.
            return false;
        }
        long lsn = event.lsn();
        boolean next = lsn != partialLsn;
        if (next) {
            complete(event);
            partialLsn = lsn;
            partialEvents = 0;
        }
        if (event.kind().isFromWal()) {
            partialEvents++;
            resumed = true;
        }
        last = event;
        return next;
    }

    private void complete(RecordOrigin next) {
        if (last != null && last.kind() != RecordKind.SNAPSHOT_ROW) {
            complete = last.offset();
        } else if (complete == null) {
            // Nothing is stored yet. With a heartbeat there is nothing to read again, and the slot may begin where it
            // stands.
            complete = next.kind().isFromWal() ? before(next) : next.offset();
        }
    }

    /** Just before an event. */
    private static Map<String, Object> before(RecordOrigin event) {
        Map<String, Object> offset = new HashMap<>(event.offset());
        offset.put(LSN, event.lsn() - 1);
        offset.put(LSN_PROCESSED, event.lsn() - 1);
        offset.keySet().removeIf(name -> name.startsWith(COUNTS) || name.equals("snapshot"));
        return offset;
    }

    /**
     * Follows an incremental snapshot. Debezium forgets with a restart which row it sent last, until it sends another one; if the
     * service were killed in between, it would read the table from its beginning.
     */
    private void follow(Map<String, ?> offset) {
        Object key = offset.get(AbstractIncrementalSnapshotContext.EVENT_PRIMARY_KEY);
        boolean forgotten = key instanceof String text
                && NO_KEY.equalsIgnoreCase(text)
                && isSame(offset, SNAPSHOT_TABLES)
                && isSame(offset, AbstractIncrementalSnapshotContext.CORRELATION_ID);
        if (!forgotten) {
            snapshot = offset;
        }
    }

    private boolean isSame(Map<String, ?> offset, String name) {
        return Objects.equals(offset.get(name), snapshot.get(name));
    }

    /** The offset to store, or null when there is nothing to say yet. */
    Map<String, Object> offset() {
        if (complete == null) {
            return null;
        }
        Map<String, Object> offset = new HashMap<>(complete);
        offset.keySet().removeIf(name -> name.startsWith(SNAPSHOT));
        snapshot.forEach((name, value) -> {
            if (name.startsWith(SNAPSHOT)) {
                offset.put(name, value);
            }
        });
        if (partialEvents > 0) {
            offset.put(PARTIAL_LSN, partialLsn);
            offset.put(PARTIAL_EVENTS, partialEvents);
        }
        return offset;
    }
}
