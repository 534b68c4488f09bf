package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.capture.connector.SourceInfo;
import org.opendatagov.cdc.capture.connector.StoredPosition;

/**
 * From where a later run goes on. Debezium resumes behind a record of the WAL, known by its LSN, but several events may come from
 * one record: rows that COPY wrote to one page, the delete and the create of a changed key, a delete and its tombstone. When a
 * batch ends between them, Debezium's own offset would pass over the rest. So the offset that is stored stands behind the
 * last record whose events are all delivered, which is certain once an event of another record follows, and beside it
 * stands how many events of the next record are delivered too. A later run drops just these.
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
    private static final String TRANSACTION = "txId";
    private static final String SNAPSHOT = "snapshot";

    /** Where an incremental snapshot and a transaction's count stand: the newest is right, wherever the stream resumes. */
    private static final String[] NEWEST_IS_RIGHT = {"incremental_snapshot", "transaction_"};

    /** Not copied, since this is done for each event and read once a batch. */
    private Map<String, ?> complete;

    /** The event before the one that comes next; it ends its record if that is of another. */
    private SourceRecord last;

    private long partialLsn;
    private int partialEvents;
    private long lsnToDrop;
    private int toDrop;

    /**
     * @param stored the offset with which the run starts, or null when there is none
     */
    ResumePoint(Map<String, Object> stored) {
        if (stored != null) {
            Map<String, Object> whole = new HashMap<>(stored);
            Object lsn = whole.remove(PARTIAL_LSN);
            Object events = whole.remove(PARTIAL_EVENTS);
            complete = whole;
            if (lsn instanceof Number partial && events instanceof Number delivered) {
                partialLsn = partial.longValue();
                partialEvents = delivered.intValue();
                lsnToDrop = partialLsn;
                toDrop = partialEvents;
            }
        }
    }

    /** Whether an earlier run has delivered this event; to be asked of each event once, in order. */
    boolean isDelivered(SourceRecord event) {
        if (toDrop == 0 || !isChange(event)) {
            return false;
        }
        long lsn = number(event.sourceOffset(), LSN);
        if (lsn == lsnToDrop) {
            toDrop--;
            last = event;
            return true;
        }
        // Without a commit to look for, Debezium begins again at the transaction's start.
        return complete != null
                && complete.containsKey(TRANSACTION)
                && number(complete, TRANSACTION) == number(event.sourceOffset(), TRANSACTION)
                && lsn <= number(complete, LSN);
    }

    /**
     * Takes an event into account that is going to be delivered.
     *
     * @return whether all events before this one are now known to be the last of their records
     */
    boolean advance(SourceRecord event) {
        Map<String, ?> offset = event.sourceOffset();
        if (offset == null || !offset.containsKey(LSN)) {
            return false;
        }
        if (offset.containsKey(SNAPSHOT)) {
            // A snapshot that was interrupted begins again: there is nothing to resume behind.
            complete = offset;
            partialLsn = 0;
            partialEvents = 0;
            last = event;
            return true;
        }
        long lsn = number(offset, LSN);
        boolean next = lsn != partialLsn;
        if (next) {
            complete(lsn, event);
            partialLsn = lsn;
            partialEvents = 0;
        }
        if (isChange(event)) {
            partialEvents++;
        }
        last = event;
        return next;
    }

    private void complete(long lsn, SourceRecord next) {
        if (last != null && !last.sourceOffset().containsKey(SNAPSHOT)) {
            complete = last.sourceOffset();
        } else if (complete == null) {
            // Nothing is stored yet.
            Map<String, Object> first = new HashMap<>(next.sourceOffset());
            if (isChange(next)) {
                // Just before it. With a heartbeat there is nothing to read again, and the slot may begin where it
                // stands.
                first.put(LSN, lsn - 1);
                first.put(LSN_PROCESSED, lsn - 1);
            }
            complete = first;
        }
    }

    /** The offset to store, or null when there is nothing to say yet. */
    Map<String, Object> offset() {
        if (complete == null) {
            return null;
        }
        Map<String, Object> offset = new HashMap<>(complete);
        offset.keySet().removeIf(ResumePoint::isNewestRight);
        if (last != null) {
            last.sourceOffset().forEach((name, value) -> {
                if (isNewestRight(name)) {
                    offset.put(name, value);
                }
            });
        }
        if (partialEvents > 0) {
            offset.put(PARTIAL_LSN, partialLsn);
            offset.put(PARTIAL_EVENTS, partialEvents);
        }
        return offset;
    }

    private static boolean isNewestRight(String name) {
        for (String prefix : NEWEST_IS_RIGHT) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the event comes from the WAL, and so again after a restart; heartbeats and rows that a snapshot read don't. */
    private static boolean isChange(SourceRecord event) {
        Struct source = SourceInfo.of(event);
        return source == null ? event.value() == null : !SourceInfo.isSnapshot(source);
    }

    private static long number(Map<String, ?> offset, String name) {
        return offset.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
