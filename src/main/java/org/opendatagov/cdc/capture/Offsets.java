package org.opendatagov.cdc.capture;

import jakarta.inject.Singleton;
import java.util.Map;

/** The stored offsets of this process's connectors, for those who look in from outside. They are read from Kafka, and written there. */
@Singleton
public class Offsets {

    private final Connectors connectors;

    Offsets(Connectors connectors) {
        this.connectors = connectors;
    }

    /** Whether this process has such a connector. */
    public boolean contains(String connector) {
        return connectors.find(connector) != null;
    }

    /** What Kafka Connect calls the partition of a connector's offset: {@code {"server": "<topic prefix>"}}. */
    public Map<String, String> partition(String connector) {
        return desk(connector).partition();
    }

    /** Where the next run goes on, or null when there is no offset, and it begins anew. */
    public Map<String, Object> read(String connector) {
        return desk(connector).read();
    }

    /**
     * Says where the next run goes on.
     *
     * @param connector has to be stopped
     * @param offset in Debezium's shape, or null to begin anew
     */
    public void write(String connector, Map<String, Object> offset) {
        desk(connector).write(offset);
    }

    private OffsetDesk desk(String name) {
        Connector connector = connectors.find(name);
        if (connector == null) {
            throw new IllegalArgumentException("this process has no connector " + name);
        }
        return connector.offsets();
    }
}
