package org.opendatagov.cdc.capture;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.preflight.PreflightReport;

/** The connectors that this process runs, for those who look in from outside. */
@Singleton
public class Connectors {

    private final Collection<Connector> connectors = new CopyOnWriteArrayList<>();
    private final Map<String, ConnectorStatus> refused = new ConcurrentHashMap<>();

    void add(Connector connector) {
        connectors.add(connector);
    }

    void remove(Connector connector) {
        connectors.remove(connector);
    }

    /** How each of them is now. */
    public List<ConnectorStatus> statuses() {
        return Stream.concat(
                        connectors.stream().map(connector -> connector.life().status()), refused.values().stream())
                .toList();
    }

    /**
     * Shows a connector as failed whose route couldn't even be made.
     *
     * @param reason why, one sentence with the mend
     */
    public void refuse(String name, String reason) {
        refused.put(name, new ConnectorStatus(name, ConnectorState.FAILED, reason, Instant.now(), null, null));
    }

    /** Shows it no more. */
    public void forgetRefused(String name) {
        refused.remove(name);
    }

    /** Whether a connector of this process comes from a route file, and not from a call. */
    public boolean isFromRoute(String name) {
        Connector connector = find(name);
        return connector != null && !connector.posted();
    }

    /** A connector's configuration in Debezium's names, secrets included, or null when this process has no such connector. */
    public Map<String, String> config(String name) {
        Connector connector = find(name);
        return connector == null ? null : connector.config().get();
    }

    /** The topics to which a connector has written since this was last asked. */
    public Set<String> takeTopics(String name) {
        Connector connector = find(name);
        return connector == null ? Set.of() : connector.life().takeTopics();
    }

    /**
     * Checks a connector's source and topics now, in sessions of its own, whatever the connector does meanwhile. That takes
     * some ten seconds when a server doesn't answer.
     *
     * @return the report, or null when this process has no such connector
     */
    public PreflightReport preflight(String name) throws InterruptedException {
        Connector connector = find(name);
        return connector == null ? null : connector.preflight().report();
    }

    /**
     * Asks a connector's database how far it is behind. That takes some ten seconds when the server doesn't answer.
     *
     * @return null when its slot isn't there
     * @throws CaptureProblem when the database can't be asked
     * @throws IllegalArgumentException when this process has no such connector
     */
    public SlotLag lag(String name) {
        Connector connector = find(name);
        if (connector == null) {
            throw new IllegalArgumentException("This process has no connector " + name);
        }
        return connector.lag().ask();
    }

    /**
     * Ends a connector's present run in this process and begins the next one, at once if it waits.
     *
     * @return whether this process has such a connector
     */
    public boolean restart(String name) {
        Connector connector = find(name);
        if (connector != null) {
            connector.control().restart();
        }
        return connector != null;
    }

    /** How far a connector's events have come, or null when this process has no such connector. */
    public CapturedPosition position(String name) {
        Connector connector = find(name);
        return connector == null ? null : connector.position();
    }

    /** The rows of a connector's tables as they are now, or null when this process has no such connector. */
    public RowDesk rows(String name) {
        Connector connector = find(name);
        return connector == null ? null : connector.rows();
    }

    /** The connector of this name, or null when this process has none. */
    Connector find(String name) {
        for (Connector connector : connectors) {
            if (connector.life().status().connector().equals(name)) {
                return connector;
            }
        }
        return null;
    }
}
