package org.opendatagov.cdc.capture.engine;

import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotContext;
import java.util.Map;
import java.util.Objects;
import org.opendatagov.cdc.capture.connector.RecordOrigin;
import org.opendatagov.cdc.event.CommitPosition;

/**
 * The header with which a record says its place in the commit order where {@code source.sequence} can't: the rows of a
 * snapshot before the stream, which stand at the snapshot's LSN, and the first transaction after it, whose {@code sequence}
 * names no earlier commit. Without it, a sink that was filled before would refuse a second snapshot. That transaction stands
 * one higher than the rows, so that a row which is read from the topic again can't take its place. The rows of an incremental
 * snapshot stand where it began, so that none of them takes the place of a later change, whose chunk of a hypertable Debezium
 * doesn't recognise. A delete that is published on request says its position itself. For one thread and one run of
 * the engine, since what it repeats for the first transaction it has seen
 * before in that run.
 */
public class PositionHeaders {

    private static final String NO_COMMIT = "[null";

    private final long shift;
    private byte[] floor;
    private byte[] behindFloor;
    private long floorLsn;
    private String incrementalId;
    private byte[] incrementalFloor;

    /**
     * @param stored the offset with which the run starts, or null when there is none
     * @param shift what is added to each position, in the connector's present epoch; unless it is 0, each record says its position
     */
    public PositionHeaders(Map<String, Object> stored, long shift) {
        this.shift = shift;
        if (stored != null && !stored.containsKey("lsn_commit") && stored.get("lsn") instanceof Number lsn) {
            moveFloor(lsn.longValue());
        }
    }

    /** The header's value, or null when the record says it itself, or is no change. */
    public byte[] of(RecordOrigin record) {
        if (record.operation() == null) {
            return null;
        }
        boolean snapshot = record.snapshot() != null;
        if (record.isIncremental() && !record.isDelete()) {
            byte[] began = whereItBegan(record);
            if (began != null) {
                return began;
            }
        }
        boolean beforeStream = snapshot && !record.isIncremental();
        String sequence = record.sequence();
        if (!beforeStream && !sequence.startsWith(NO_COMMIT)) {
            return shift == 0 ? null : header(Long.parseLong(sequence, 2, sequence.indexOf('"', 2), 10));
        }
        if ((floor == null || beforeStream) && record.lsn() != floorLsn) {
            moveFloor(record.lsn());
        }
        return snapshot ? floor : behindFloor;
    }

    private byte[] whereItBegan(RecordOrigin record) {
        String id = (String) record.offset().get(AbstractIncrementalSnapshotContext.CORRELATION_ID);
        if (!Objects.equals(id, incrementalId)) {
            SnapshotId snapshot = SnapshotId.parse(id);
            incrementalId = id;
            incrementalFloor = snapshot == null || snapshot.floor() == 0 ? null : header(snapshot.floor());
        }
        return incrementalFloor;
    }

    private void moveFloor(long lsn) {
        floorLsn = lsn;
        floor = header(lsn);
        behindFloor = header(lsn + 1);
    }

    private byte[] header(long lsn) {
        return CommitPosition.toHeader(shift + lsn);
    }
}
