package org.opendatagov.cdc.capture;

import jakarta.inject.Singleton;
import java.util.List;

/**
 * Snapshots on demand: tables, or some of their rows, are read again beside the stream, which goes on. Every replica takes
 * these calls; the one that captures does the work. What was begun goes on after a restart and after a takeover.
 */
@Singleton
public class Snapshots {

    private final Connectors connectors;

    Snapshots(Connectors connectors) {
        this.connectors = connectors;
    }

    /**
     * Asks for tables to be read again. Returns when the request is on its way; it begins within about a second.
     *
     * @throws SnapshotRefused when a table isn't captured or has no primary key, a condition isn't SQL, the connector doesn't
     *     stream, or a snapshot is running already
     */
    public void start(String connector, List<SnapshotTable> tables) {
        throw notYet(connector);
    }

    /**
     * Takes tables out of the running snapshot; the rows that have been read stay. Returns when the request is on its way.
     *
     * @param tables as {@code schema.table}; none stands for all, which ends the snapshot
     * @throws SnapshotRefused when no snapshot is running, or it doesn't read such a table
     */
    public void stop(String connector, List<String> tables) {
        throw notYet(connector);
    }

    /**
     * How far the connector's snapshot is, of either kind.
     *
     * @return null when none is running
     * @throws SnapshotRefused when this process has no such connector
     */
    public SnapshotProgress progress(String connector) {
        throw notYet(connector);
    }

    private SnapshotRefused notYet(String connector) {
        return new SnapshotRefused(
                SnapshotRefused.Reason.UNKNOWN_CONNECTOR,
                "none of the " + connectors.statuses().size() + " connectors takes snapshots on demand yet, nor does "
                        + connector);
    }
}
