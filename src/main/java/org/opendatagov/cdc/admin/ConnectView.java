package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.connect.runtime.AbstractStatus;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.apache.kafka.connect.runtime.ConnectorStatus;
import org.apache.kafka.connect.runtime.TaskStatus;
import org.opendatagov.cdc.connect.SecretOptions;
import org.opendatagov.cdc.connect.SharedConnectors;

/** Connectors as Kafka Connect's answers show them. A connector has one task, with the id 0, and none while it is stopped. */
@Singleton
class ConnectView {

    private static final String TYPE = "source";

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final SharedConnectors connectors;

    ConnectView(SharedConnectors connectors) {
        this.connectors = connectors;
    }

    /**
     * The answer to {@code GET /connectors/{name}/status}.
     *
     * @param restarts whether it is being restarted
     */
    ObjectNode status(ConnectorStatus status, boolean restarts) {
        TaskStatus task = connectors.taskStatus(status.id());
        ObjectNode answer = json.objectNode();
        answer.put("name", status.id());
        // A stopped connector has nothing to restart.
        fill(answer.putObject("connector"), status, restarts && task != null);
        ArrayNode tasks = answer.putArray("tasks");
        if (task != null) {
            tasks.add(task(task, restarts));
        }
        answer.put("type", TYPE);
        return answer;
    }

    /** The answer to {@code GET /connectors/{name}/tasks/0/status}. */
    ObjectNode task(TaskStatus status, boolean restarts) {
        ObjectNode task = json.objectNode();
        task.put("id", status.id().task());
        fill(task, status, restarts);
        return task;
    }

    private static void fill(ObjectNode node, AbstractStatus<?> status, boolean restarts) {
        node.put("state", (restarts ? State.RESTARTING : status.state()).name());
        node.put("worker_id", status.workerId());
        node.put("version", status.version());
        if (status.trace() != null && !restarts) {
            node.put("trace", status.trace());
        }
    }

    /** The answer to {@code GET /connectors/{name}}. */
    ObjectNode info(String connector) {
        ObjectNode info = json.objectNode();
        info.put("name", connector);
        info.set("config", config(connectors.config(connector)));
        info.set("tasks", connectors.taskStatus(connector) == null ? json.arrayNode() : ids(connector));
        info.put("type", TYPE);
        return info;
    }

    private ArrayNode ids(String connector) {
        ArrayNode ids = json.arrayNode();
        ids.addObject().put("connector", connector).put("task", 0);
        return ids;
    }

    /** A configuration without its secrets. */
    ObjectNode config(Map<String, String> config) {
        ObjectNode shown = json.objectNode();
        SecretOptions.hidden(config).forEach(shown::put);
        return shown;
    }

    /** The answer to {@code GET /connectors/{name}/tasks}. */
    ArrayNode tasks(String connector) {
        ArrayNode tasks = json.arrayNode();
        if (connectors.taskStatus(connector) != null) {
            ObjectNode task = tasks.addObject();
            task.putObject("id").put("connector", connector).put("task", 0);
            ObjectNode config = config(connectors.config(connector));
            config.put("task.class", "io.debezium.connector.postgresql.PostgresConnectorTask");
            task.set("config", config);
        }
        return tasks;
    }

    /** The answer to {@code GET /connectors/{name}/topics}. */
    ObjectNode topics(String connector) {
        ObjectNode answer = json.objectNode();
        ArrayNode topics = answer.putObject(connector).putArray("topics");
        connectors.topics(connector).forEach(topics::add);
        return answer;
    }
}
