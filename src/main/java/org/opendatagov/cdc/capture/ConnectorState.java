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
    /** Something is in its way; it tries again by itself. The status says what and when. */
    WAITING,
    /** It isn't running, because its route was stopped. */
    STOPPED;

    /** Whether the connector does what it should: it captures, or stands by for the process that does. */
    public boolean isHealthy() {
        return this == SNAPSHOTTING || this == STREAMING || this == STANDBY;
    }
}
