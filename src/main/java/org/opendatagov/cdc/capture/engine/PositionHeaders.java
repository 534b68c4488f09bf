package org.opendatagov.cdc.capture.engine;

import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotContext;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.capture.connector.SourceInfo;
import org.opendatagov.cdc.event.CommitPosition;

/**
 * The header with which a record says its place in the commit order where {@code source.sequence} can't: the rows of a
 * snapshot before the stream, which stand at the snapshot's LSN, and the first transaction after it, whose {@code sequence}
 * names no earlier commit. Without it, a sink that was filled before would refuse a second snapshot. That transaction stands
 * one higher than the rows, so that a row which is read from the topic again can't take its place. The rows of an incremental
 * snapshot stand where it began, so that none of them takes the place of a later change, whose chunk of a hypertable Debezium
 * doesn't recognise. For one thread and one run of the engine, since what it repeats for the first transaction it has seen
 * before in that run.
 */
public class PositionHeaders {

    private static final String NO_COMMIT = "[null";

    private byte[] floor;
    private byte[] behindFloor;
    private long floorLsn;
    private String incrementalId;
    private byte[] incrementalFloor;

    /**
     * @param stored the offset with which the run starts, or null when there is none
     */
    public PositionHeaders(Map<String, Object> stored) {
        if (stored != null && !stored.containsKey("lsn_commit") && stored.get("lsn") instanceof Number lsn) {
            moveFloor(lsn.longValue());
        }
    }

    /** The header's value, or null when the record says it itself, or is no change. */
    public byte[] of(SourceRecord record) {
        Struct source = SourceInfo.of(record);
        if (source == null) {
            return null;
        }
        boolean beforeStream = SourceInfo.isBeforeStream(source);
        boolean snapshot = SourceInfo.isSnapshot(source);
        if (snapshot && !beforeStream) {
            byte[] began = whereItBegan(record);
            if (began != null) {
                return began;
            }
        }
        if (!beforeStream && !source.getString("sequence").startsWith(NO_COMMIT)) {
            return null;
        }
        if (floor == null || beforeStream) {
            long lsn = record.sourceOffset().get("lsn") instanceof Number number ? number.longValue() : 0;
            if (lsn != floorLsn) {
                moveFloor(lsn);
            }
        }
        return snapshot ? floor : behindFloor;
    }

    private byte[] whereItBegan(SourceRecord record) {
        String id = (String) record.sourceOffset().get(AbstractIncrementalSnapshotContext.CORRELATION_ID);
        if (!Objects.equals(id, incrementalId)) {
            SnapshotId snapshot = SnapshotId.parse(id);
            incrementalId = id;
            incrementalFloor =
                    snapshot == null || snapshot.floor() == 0 ? null : CommitPosition.toHeader(snapshot.floor());
        }
        return incrementalFloor;
    }

    private void moveFloor(long lsn) {
        floorLsn = lsn;
        floor = CommitPosition.toHeader(lsn);
        behindFloor = CommitPosition.toHeader(lsn + 1);
    }
}
