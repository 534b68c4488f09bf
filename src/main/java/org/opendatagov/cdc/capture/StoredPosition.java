package org.opendatagov.cdc.capture;

import java.util.Map;

/** How far a connector's stored offset reaches. */
class StoredPosition {

    private StoredPosition() {}

    /**
     * Up to where the WAL has been processed, as an LSN; the same that Debezium compares with the slot.
     *
     * @param offset an offset as Debezium stores it, or null
     * @return null when there is no offset, or only that of a snapshot which begins again anyway
     */
    static Long of(Map<String, Object> offset) {
        if (offset == null) {
            return null;
        }
        boolean snapshot = offset.containsKey("snapshot");
        if (snapshot && !isDone(offset)) {
            return null;
        }
        // Until a change has been processed, the end of the snapshot is where the stream goes on.
        Object processed = snapshot ? offset.getOrDefault("lsn_proc", offset.get("lsn")) : offset.get("lsn_proc");
        return processed instanceof Number lsn ? (Long) lsn.longValue() : null;
    }

    /** Whether the snapshot that the offset tells of has been read to its end. */
    private static boolean isDone(Map<String, Object> offset) {
        return Boolean.TRUE.equals(offset.get("last_snapshot_record"))
                || Boolean.TRUE.equals(offset.get("snapshot_completed"));
    }
}
