package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.capture.continuity.StreamGap;
import org.opendatagov.cdc.connect.SharedTargetStates;

/** What Kafka Connect has no words for: how this process's connectors are, and why. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("diagnostics")
public class Diagnostics {

    private final Connectors connectors;
    private final SharedTargetStates targets;

    Diagnostics(Connectors connectors, SharedTargetStates targets) {
        this.connectors = connectors;
        this.targets = targets;
    }

    /** {@code GET /admin/connectors}. */
    public void connectors(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            return Answer.ok(all());
        });
    }

    ArrayNode all() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        connectors.statuses().forEach(status -> all.add(json(status)));
        return all;
    }

    /** {@code GET /admin/connectors/{name}}. */
    public void connector(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path("name");
            return Answer.ok(connectors.statuses().stream()
                    .filter(status -> status.connector().equals(name))
                    .findFirst()
                    .map(this::json)
                    .orElseThrow(() -> new RefusedCall(404, "This process has no connector " + name)));
        });
    }

    private ObjectNode json(ConnectorStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", status.connector());
        json.put("state", status.state().name());
        json.put("reason", status.reason());
        json.put("since", status.since().toString());
        json.put("nextTry", Objects.toString(status.nextTry(), null));
        json.put(
                "targetState",
                targets.isKnown() ? targets.of(status.connector()).name() : null);
        json.set("snapshot", ProgressJson.of(status.snapshot()));
        json.set("gap", gap(status));
        ArrayNode unread = json.putArray("unreadTables");
        status.unread().forEach(unread::add);
        json.set("incompleteTables", ProgressJson.of(status.incomplete()));
        return json;
    }

    private static ObjectNode gap(ConnectorStatus status) {
        StreamGap gap = status.gap();
        if (gap == null) {
            return null;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cause", gap.cause());
        json.put("from", gap.fromLsn());
        json.put("to", gap.toLsn());
        ArrayNode tables = json.putArray("tables");
        gap.tables().forEach(tables::add);
        String connector = "/connectors/" + status.connector();
        json.putArray("waysBack")
                .add("set snapshotMode (snapshot.mode) to when_needed: a new snapshot reads all captured tables")
                .add("PUT " + connector + "/stop, DELETE " + connector + "/offsets, PUT " + connector
                        + "/resume: the same, once")
                .add("PUT " + connector + "/stop, PATCH " + connector + "/offsets with what GET " + connector
                        + "/offsets answers, PUT " + connector + "/resume, and POST /admin" + connector
                        + "/snapshots for the tables of the gap: the stream continues where the server can");
        return json;
    }
}
