package org.opendatagov.cdc.capture.connector;

import java.util.Map;
import java.util.stream.Stream;

/** How far a connector's stored offset reaches. */
public class StoredPosition {

    /** Offset entry: the LSN of the record of which some events are delivered. Only this service reads it. */
    public static final String PARTIAL_LSN = "opendatagov_lsn";

    private StoredPosition() {}

    /**
     * Up to where the WAL has been processed, as an LSN: where Debezium lets the stream go on.
     *
     * @param offset an offset as Debezium stores it, or null
     * @return null when there is no offset, or only that of a snapshot which begins again anyway
     */
    public static Long of(Map<String, Object> offset) {
        if (offset == null || (offset.containsKey("snapshot") && !isDone(offset))) {
            return null;
        }
        // Until a change has been processed there is only the end of the snapshot, or where a heartbeat stood.
        return offset.getOrDefault("lsn_proc", offset.get("lsn")) instanceof Number lsn ? (Long) lsn.longValue() : null;
    }

    /**
     * How far into the WAL the delivered events come, as an LSN: whatever had been committed before it is delivered. That lies
     * beyond {@link #of}, since the stream comes in commit order, while the stream is resumed behind whole records.
     *
     * @param offset an offset as it is stored, or null
     * @return null when nothing is known yet
     */
    public static Long reached(Map<String, Object> offset) {
        if (of(offset) == null) {
            return null;
        }
        return Stream.of("lsn", "lsn_proc", "lsn_commit", PARTIAL_LSN)
                .map(offset::get)
                .filter(Number.class::isInstance)
                .map(lsn -> ((Number) lsn).longValue())
                .max(Long::compareUnsigned)
                .orElse(null);
    }

    /** Whether the snapshot that the offset tells of has been read to its end. */
    private static boolean isDone(Map<String, Object> offset) {
        return Boolean.TRUE.equals(offset.get("last_snapshot_record"))
                || Boolean.TRUE.equals(offset.get("snapshot_completed"));
    }
}
