package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.apache.kafka.connect.runtime.ConnectorStatus;
import org.apache.kafka.connect.runtime.TaskStatus;
import org.opendatagov.cdc.capture.TargetState;
import org.opendatagov.cdc.connect.SharedConnectors;
import org.opendatagov.cdc.connect.SharedTargetStates;

/** Kafka Connect's calls about connectors, with its status codes and wording. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("connectorCalls")
public class ConnectorCalls {

    private static final String NAME = "name";
    private static final String EXPAND = "expand";
    private static final String INCLUDE_TASKS = "includeTasks";
    private static final String ONLY_FAILED = "onlyFailed";

    private final SharedConnectors connectors;
    private final SharedTargetStates targets;
    private final ConnectView view;

    ConnectorCalls(SharedConnectors connectors, SharedTargetStates targets, ConnectView view) {
        this.connectors = connectors;
        this.targets = targets;
        this.view = view;
    }

    /** {@code GET /connectors}, with {@code expand=status} and {@code expand=info}. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            List<String> expand = request.only(EXPAND).all(EXPAND);
            if (!Set.of("status", "info").containsAll(expand)) {
                throw new RefusedCall(400, "The query parameter expand has to be status or info");
            }
            return Answer.ok(expand.isEmpty() ? names() : expanded(expand));
        });
    }

    private ArrayNode names() {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        connectors.names().forEach(names::add);
        return names;
    }

    private ObjectNode expanded(List<String> expand) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        for (String name : connectors.names()) {
            ObjectNode connector = answer.putObject(name);
            ConnectorStatus status = connectors.status(name);
            if (expand.contains("status") && status != null) {
                connector.set("status", view.status(status, false));
            }
            if (expand.contains("info")) {
                connector.set("info", view.info(name));
            }
        }
        return answer;
    }

    /** {@code GET /connectors/{name}}. */
    public void get(Exchange exchange) {
        Answer.give(exchange, request -> Answer.ok(view.info(known(request.only()))));
    }

    /** {@code GET /connectors/{name}/config}. */
    public void config(Exchange exchange) {
        Answer.give(exchange, request -> Answer.ok(view.config(connectors.config(known(request.only())))));
    }

    /** {@code GET /connectors/{name}/tasks}. */
    public void tasks(Exchange exchange) {
        Answer.give(exchange, request -> Answer.ok(view.tasks(known(request.only()))));
    }

    /** {@code GET /connectors/{name}/topics}. */
    public void topics(Exchange exchange) {
        Answer.give(exchange, request -> Answer.ok(view.topics(known(request.only()))));
    }

    /** {@code PUT /connectors/{name}/topics/reset}. */
    public void resetTopics(Exchange exchange) {
        Answer.give(exchange, request -> {
            connectors.resetTopics(known(request.only()));
            return Answer.empty(202);
        });
    }

    private String known(Request request) {
        String name = request.path(NAME);
        return require(name, "Connector " + name + " not found");
    }

    private String require(String name, String otherwise) {
        if (!connectors.contains(name)) {
            throw new RefusedCall(404, otherwise);
        }
        return name;
    }

    /** {@code GET /connectors/{name}/status}. */
    public void status(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path(NAME);
            return Answer.ok(view.status(status(name, "No status found for connector " + name), false));
        });
    }

    private ConnectorStatus status(String name, String otherwise) {
        ConnectorStatus status = connectors.contains(name) ? connectors.status(name) : null;
        if (status == null) {
            throw new RefusedCall(404, otherwise);
        }
        return status;
    }

    /** {@code GET /connectors/{name}/tasks/{task}/status}. */
    public void taskStatus(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path(NAME);
            return Answer.ok(view.task(task(request, "No status found for task " + name), false));
        });
    }

    private TaskStatus task(Request request, String otherwise) {
        String task = request.path("task");
        TaskStatus status = task.equals("0") ? connectors.taskStatus(request.path(NAME)) : null;
        if (status == null) {
            throw new RefusedCall(404, otherwise + "-" + task);
        }
        return status;
    }

    /** {@code PUT /connectors/{name}/pause}. */
    public void pause(Exchange exchange) {
        set(exchange, TargetState.PAUSED, 202);
    }

    /** {@code PUT /connectors/{name}/resume}. */
    public void resume(Exchange exchange) {
        set(exchange, TargetState.STARTED, 202);
    }

    /** {@code PUT /connectors/{name}/stop}. */
    public void stop(Exchange exchange) {
        set(exchange, TargetState.STOPPED, 204);
    }

    private void set(Exchange exchange, TargetState state, int status) {
        Answer.give(exchange, request -> {
            String name = request.only().path(NAME);
            targets.set(require(name, "Unknown connector " + name), state);
            return Answer.empty(status);
        });
    }

    /** {@code POST /connectors/{name}/restart}, with {@code includeTasks} and {@code onlyFailed}. */
    public void restart(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only(INCLUDE_TASKS, ONLY_FAILED);
            boolean includeTasks = request.flag(INCLUDE_TASKS);
            boolean onlyFailed = request.flag(ONLY_FAILED);
            String name = request.path(NAME);
            ConnectorStatus before = status(name, "Unknown connector: " + name);
            targets.restart(name, onlyFailed, includeTasks);
            if (!includeTasks && !onlyFailed) {
                return Answer.empty(204);
            }
            return new Answer(202, view.status(before, !onlyFailed || before.state() == State.FAILED));
        });
    }

    /** {@code POST /connectors/{name}/tasks/{task}/restart}: the one task is the connector. */
    public void restartTask(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path(NAME);
            task(request, "Unknown task: " + require(name, "Unknown connector: " + name));
            targets.restart(name, false, true);
            return Answer.empty(204);
        });
    }
}
