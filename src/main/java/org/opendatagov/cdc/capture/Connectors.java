package org.opendatagov.cdc.capture;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.opendatagov.cdc.capture.preflight.PreflightReport;

/** The connectors that this process runs, for those who look in from outside. */
@Singleton
public class Connectors {

    private final Collection<Connector> connectors = new CopyOnWriteArrayList<>();

    void add(Connector connector) {
        connectors.add(connector);
    }

    void remove(Connector connector) {
        connectors.remove(connector);
    }

    /** How each of them is now. */
    public List<ConnectorStatus> statuses() {
        return connectors.stream().map(connector -> connector.life().status()).toList();
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
