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
        return offset != null && !offset.containsKey("snapshot") && offset.get("lsn_proc") instanceof Number lsn
                ? (Long) lsn.longValue()
                : null;
    }
}
