package org.opendatagov.cdc.capture;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.refusal.Refused;

/**
 * Snapshots on demand: tables, or some of their rows, are read again beside the stream, which goes on. Every replica takes
 * these calls; the one that captures does the work. What was begun goes on after a restart and after a takeover.
 */
@Singleton
public class Snapshots {

    private final Connectors connectors;

    public Snapshots(Connectors connectors) {
        this.connectors = connectors;
    }

    /**
     * Asks for tables to be read again. Returns when the request is on its way; it begins within about a second.
     *
     * @throws Refused when a table isn't captured or has no primary key, a condition isn't SQL, the connector doesn't
     *     stream, or a snapshot is running already
     */
    public void start(String connector, List<SnapshotTable> tables) {
        of(connector).start(tables);
    }

    /**
     * Takes tables out of the running snapshot; the rows that have been read stay. Returns when the request is on its way.
     *
     * @param tables as {@code schema.table}; none stands for all, which ends the snapshot
     * @throws Refused when no snapshot on demand is running
     */
    public void stop(String connector, List<String> tables) {
        of(connector).stop(tables);
    }

    /**
     * How far the connector's snapshot is, of either kind.
     *
     * @return null when none is running
     * @throws Refused when this process has no such connector
     */
    public SnapshotProgress progress(String connector) {
        return of(connector).progress();
    }

    /**
     * The tables of which the last snapshot on demand hasn't read all rows.
     *
     * @return the cause of each, by its name as {@code schema.table}
     * @throws Refused when this process has no such connector
     */
    public Map<String, String> incomplete(String connector) {
        return of(connector).incomplete();
    }

    private SnapshotDesk of(String connector) {
        Connector found = connectors.find(connector);
        if (found == null) {
            throw new Refused(
                    Refused.Reason.UNKNOWN,
                    "this process has no connector " + connector + "; its connectors are "
                            + String.join(
                                    ", ",
                                    connectors.statuses().stream()
                                            .map(ConnectorStatus::connector)
                                            .toList()));
        }
        return found.snapshots();
    }
}
