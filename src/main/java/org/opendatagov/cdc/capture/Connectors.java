package org.opendatagov.cdc.capture;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The connectors that this process runs, for those who look in from outside. */
@Singleton
public class Connectors {

    private final Collection<ConnectorLife> lives = new CopyOnWriteArrayList<>();

    void add(ConnectorLife life) {
        lives.add(life);
    }

    void remove(ConnectorLife life) {
        lives.remove(life);
    }

    /** How each of them is now. */
    public List<ConnectorStatus> statuses() {
        return lives.stream().map(ConnectorLife::status).toList();
    }
}
