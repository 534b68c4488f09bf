package org.opendatagov.cdc.capture.connector;

import java.util.Map;

/** How far a connector's stored offset reaches. */
public class StoredPosition {

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

    /** Whether the snapshot that the offset tells of has been read to its end. */
    private static boolean isDone(Map<String, Object> offset) {
        return Boolean.TRUE.equals(offset.get("last_snapshot_record"))
                || Boolean.TRUE.equals(offset.get("snapshot_completed"));
    }
}
