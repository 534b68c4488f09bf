package org.opendatagov.cdc.event;

import java.util.Locale;

/** Which part of a snapshot an event belongs to: the values of {@code source.snapshot} in Debezium's envelope. */
public enum SnapshotMarker {
    /** Not from a snapshot. */
    FALSE,
    /** From a snapshot, neither first nor last of anything. */
    TRUE,
    /** The first event of a snapshot. */
    FIRST,
    /** The first event of a table. */
    FIRST_IN_DATA_COLLECTION,
    /** The last event of a table. */
    LAST_IN_DATA_COLLECTION,
    /** The last event of a snapshot. */
    LAST,
    /** From an incremental snapshot. */
    INCREMENTAL;

    /** Whether the event was read by a snapshot, be it the first, the last or an incremental one. */
    public boolean isSnapshot() {
        return this != FALSE;
    }

    /**
     * The marker for a value of {@code source.snapshot}; an absent one means {@link #FALSE}.
     *
     * @throws IllegalArgumentException when the value is unknown
     */
    public static SnapshotMarker of(String value) {
        if (value == null) {
            return FALSE;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "false" -> FALSE;
            case "true" -> TRUE;
            case "first" -> FIRST;
            case "first_in_data_collection" -> FIRST_IN_DATA_COLLECTION;
            case "last_in_data_collection" -> LAST_IN_DATA_COLLECTION;
            case "last" -> LAST;
            case "incremental" -> INCREMENTAL;
            default -> throw new IllegalArgumentException("no snapshot marker is called '" + value + "'");
        };
    }
}
