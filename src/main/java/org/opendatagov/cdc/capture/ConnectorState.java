package org.opendatagov.cdc.capture;

/** Where a connector is in its life. */
public enum ConnectorState {
    /** Its settings are being checked and its engine started. */
    STARTING,
    /** Another process captures this source; this one takes over when that one is gone. */
    STANDBY,
    /** It reads the tables as they are. */
    SNAPSHOTTING,
    /** It follows the WAL: its replication slot is active. */
    STREAMING,
    /** Something is in its way that passes; it tries again by itself. The status says what and when. */
    WAITING,
    /** Something is in its way that a person has to mend; the status says how. It looks from time to time whether that is done. */
    FAILED,
    /** Somebody has paused it: PostgreSQL keeps its WAL until it is resumed. */
    PAUSED,
    /** Somebody has stopped it, or its route: PostgreSQL keeps its WAL until it is resumed. */
    STOPPED;

    /** Whether the connector does what it should: it captures, stands by for the process that does, or rests by request. */
    public boolean isHealthy() {
        return switch (this) {
            case SNAPSHOTTING, STREAMING, STANDBY, PAUSED, STOPPED -> true;
            case STARTING, WAITING, FAILED -> false;
        };
    }
}
