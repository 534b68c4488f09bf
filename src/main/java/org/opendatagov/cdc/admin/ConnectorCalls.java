package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.capture.TargetState;

/** Kafka Connect's calls about connectors, with its status codes and wording. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("connectorCalls")
public class ConnectorCalls {

    private static final String EXPAND = "expand";
    private static final String INCLUDE_TASKS = "includeTasks";
    private static final String ONLY_FAILED = "onlyFailed";

    private final Connectors connectors;
    private final SharedTargetStates targets;
    private final ConnectView view;

    ConnectorCalls(Connectors connectors, SharedTargetStates targets, ConnectView view) {
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
        connectors.statuses().forEach(status -> names.add(status.connector()));
        return names;
    }

    private ObjectNode expanded(List<String> expand) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        for (ConnectorStatus status : connectors.statuses()) {
            ObjectNode connector = answer.putObject(status.connector());
            if (expand.contains("status")) {
                connector.set("status", view.status(status));
            }
            if (expand.contains("info")) {
                connector.set("info", view.info(status.connector()));
            }
        }
        return answer;
    }

    /** {@code GET /connectors/{name}}. */
    public void get(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path("name");
            find(name, "Connector " + name + " not found");
            return Answer.ok(view.info(name));
        });
    }

    /** {@code DELETE /connectors/{name}}: a connector that comes from a route file isn't deleted by a call. */
    public void delete(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path("name");
            find(name, "Connector " + name + " not found");
            throw new RefusedCall(
                    409,
                    "Connector " + name + " comes from a route file, and would be there again after the next start;"
                            + " stop it, or leave its route out of cdc.flows (CDC_FLOWS)");
        });
    }

    /** {@code GET /connectors/{name}/status}. */
    public void status(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path("name");
            return Answer.ok(view.status(find(name, "No status found for connector " + name)));
        });
    }

    /** {@code GET /connectors/{name}/tasks/{task}/status}. */
    public void taskStatus(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path("name");
            String task = request.path("task");
            String unknown = "No status found for task " + name + "-" + task;
            ConnectorStatus status = find(name, unknown);
            if (!task.equals("0") || status.state() == ConnectorState.STOPPED) {
                throw new RefusedCall(404, unknown);
            }
            return Answer.ok(view.task(status));
        });
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
            String name = request.only().path("name");
            find(name, "Unknown connector " + name);
            targets.set(name, state);
            return Answer.empty(status);
        });
    }

    /** {@code POST /connectors/{name}/restart}, with {@code includeTasks} and {@code onlyFailed}. */
    public void restart(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only(INCLUDE_TASKS, ONLY_FAILED);
            boolean includeTasks = request.flag(INCLUDE_TASKS);
            boolean onlyFailed = request.flag(ONLY_FAILED);
            String name = request.path("name");
            ConnectorStatus before = find(name, "Unknown connector: " + name);
            targets.restart(name, onlyFailed, includeTasks);
            if (!includeTasks && !onlyFailed) {
                return Answer.empty(204);
            }
            boolean restarts = !onlyFailed || before.state() == ConnectorState.FAILED;
            return new Answer(202, restarts ? view.restarting(before) : view.status(before));
        });
    }

    private ConnectorStatus find(String name, String otherwise) {
        return connectors.statuses().stream()
                .filter(status -> status.connector().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedCall(404, otherwise));
    }
}
