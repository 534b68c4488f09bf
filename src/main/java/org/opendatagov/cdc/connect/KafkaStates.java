package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.apache.kafka.connect.runtime.ConnectorStatus;
import org.apache.kafka.connect.runtime.TaskStatus;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.Connectors;

/** How a connector of this process is, in Kafka Connect's words, which know neither standing by nor waiting. */
@Singleton
class KafkaStates {

    /** What the generation of a status ends in, as a bit, that tells of a connector of a route file. */
    private static final int ROUTE_FILE = 1;

    /** Later than that of any process that wrote before, which a restarted one with the same address may be. */
    private final int generation = (int) TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) & ~ROUTE_FILE;

    private final WorkerId worker;
    private final Connectors connectors;

    KafkaStates(WorkerId worker, Connectors connectors) {
        this.worker = worker;
        this.connectors = connectors;
    }

    /**
     * Whether a status tells of a connector of a route file. One of a posted connector without a configuration is what is left of
     * it: the process that captured may have written it after the connector had been removed.
     */
    static boolean isOfRouteFile(ConnectorStatus status) {
        return (status.generation() & ROUTE_FILE) == ROUTE_FILE;
    }

    String worker() {
        return worker.toString();
    }

    ConnectorStatus ofConnector(org.opendatagov.cdc.capture.ConnectorStatus status) {
        State state = switch (status.state()) {
            case STARTING, STANDBY, SNAPSHOTTING, STREAMING, WAITING -> State.RUNNING;
            case FAILED -> State.FAILED;
            case PAUSED -> State.PAUSED;
            case STOPPED -> State.STOPPED;
        };
        return connector(status.connector(), state, state == State.FAILED ? status.reason() : null);
    }

    /** Nobody runs the task while the connector waits or starts, which is unassigned; a stopped connector has none. */
    TaskStatus ofTask(org.opendatagov.cdc.capture.ConnectorStatus status) {
        State state = switch (status.state()) {
            case STARTING, WAITING -> State.UNASSIGNED;
            case STANDBY, SNAPSHOTTING, STREAMING -> State.RUNNING;
            case FAILED -> State.FAILED;
            case PAUSED -> State.PAUSED;
            case STOPPED -> State.DESTROYED;
        };
        boolean hindered = status.state() == ConnectorState.FAILED || status.state() == ConnectorState.WAITING;
        return task(status.connector(), state, hindered ? status.reason() : null);
    }

    ConnectorStatus connector(String name, State state, String trace) {
        return new ConnectorStatus(
                name, state, trace, worker.toString(), generation(name), WorkerId.connectorVersion());
    }

    TaskStatus task(String name, State state, String trace) {
        ConnectorTaskId id = new ConnectorTaskId(name, 0);
        return new TaskStatus(id, state, worker.toString(), generation(name), trace, WorkerId.connectorVersion());
    }

    private int generation(String connector) {
        return connectors.isFromRoute(connector) ? generation | ROUTE_FILE : generation;
    }
}
