package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;

/**
 * Connectors in Kafka Connect's words, which know neither standing by nor waiting. A connector has one task, with the id 0,
 * and none while it is stopped.
 */
@Singleton
class ConnectView {

    private static final String RESTARTING = "RESTARTING";
    private static final String TYPE = "source";

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Worker worker;

    ConnectView(Worker worker) {
        this.worker = worker;
    }

    /** The answer to {@code GET /connectors/{name}/status}. */
    ObjectNode status(ConnectorStatus status) {
        return status(status, connectorState(status.state()), taskState(status.state()));
    }

    /** The same while a restart is under way. */
    ObjectNode restarting(ConnectorStatus status) {
        return status.state() == ConnectorState.STOPPED ? status(status) : status(status, RESTARTING, RESTARTING);
    }

    /** The answer to {@code GET /connectors/{name}/tasks/0/status}. */
    ObjectNode task(ConnectorStatus status) {
        return task(status, taskState(status.state()));
    }

    /** The answer to {@code GET /connectors/{name}}. */
    ObjectNode info(String connector) {
        ObjectNode info = json.objectNode();
        info.put("name", connector);
        info.putObject("config")
                .put("name", connector)
                .put("connector.class", "io.debezium.connector.postgresql.PostgresConnector")
                .put("tasks.max", "1");
        info.putArray("tasks").addObject().put("connector", connector).put("task", 0);
        info.put("type", TYPE);
        return info;
    }

    private ObjectNode status(ConnectorStatus status, String connectorState, String taskState) {
        ObjectNode answer = json.objectNode();
        answer.put("name", status.connector());
        ObjectNode connector = answer.putObject("connector");
        fill(connector, connectorState);
        if (status.state() == ConnectorState.FAILED) {
            connector.put("trace", status.reason());
        }
        ArrayNode tasks = answer.putArray("tasks");
        if (status.state() != ConnectorState.STOPPED) {
            tasks.add(task(status, taskState));
        }
        answer.put("type", TYPE);
        return answer;
    }

    private ObjectNode task(ConnectorStatus status, String state) {
        ObjectNode task = json.objectNode();
        task.put("id", 0);
        fill(task, state);
        if (status.state() == ConnectorState.FAILED || status.state() == ConnectorState.WAITING) {
            task.put("trace", status.reason());
        }
        return task;
    }

    private void fill(ObjectNode node, String state) {
        node.put("state", state).put("worker_id", worker.id()).put("version", worker.connectorVersion());
    }

    private static String connectorState(ConnectorState state) {
        return switch (state) {
            case STARTING, STANDBY, SNAPSHOTTING, STREAMING, WAITING -> "RUNNING";
            case FAILED, PAUSED, STOPPED -> state.name();
        };
    }

    /** Nobody runs the task while the connector waits or starts: Kafka Connect calls that unassigned. */
    private static String taskState(ConnectorState state) {
        return switch (state) {
            case STARTING, WAITING -> "UNASSIGNED";
            case STANDBY, SNAPSHOTTING, STREAMING -> "RUNNING";
            case FAILED, PAUSED, STOPPED -> state.name();
        };
    }
}
