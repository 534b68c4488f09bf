package org.opendatagov.cdc.capture;

import static org.opendatagov.cdc.refusal.Refused.Reason.CONFLICT;
import static org.opendatagov.cdc.refusal.Refused.Reason.UNAVAILABLE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.debezium.engine.DebeziumEngine.Signal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.engine.CaptureEngine;
import org.opendatagov.cdc.capture.engine.SnapshotRequests;
import org.opendatagov.cdc.refusal.Refused;

/**
 * Where snapshots of one connector are asked for. The request goes straight to the engine when this process captures, and
 * otherwise over Kafka to the one that does.
 */
class SnapshotDesk {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PostgresCdcEndpoint endpoint;
    private final ConnectorLife life;
    private volatile CaptureEngine engine;

    SnapshotDesk(PostgresCdcEndpoint endpoint, ConnectorLife life) {
        this.endpoint = endpoint;
        this.life = life;
    }

    /** Requests are for this engine from now on; null when this process doesn't capture any more. */
    void serve(CaptureEngine next) {
        engine = next;
    }

    void start(List<SnapshotTable> tables) {
        SnapshotProgress running = progress();
        if (running != null) {
            throw new Refused(
                    CONFLICT,
                    "a snapshot of connector " + name() + " is running (" + running
                            + "); wait for its end, or stop it, before the next");
        }
        SourceDatabase database = endpoint.database();
        try (Connection session = database.connect()) {
            new SnapshotCheck(database, endpoint.options()).check(session, tables);
        } catch (SQLException e) {
            throw new Refused(UNAVAILABLE, database.problem(e).getMessage(), e);
        } catch (CaptureProblem e) {
            throw new Refused(UNAVAILABLE, e.getMessage(), e);
        }
        ObjectNode data = data(tables.stream().map(SnapshotTable::table).toList());
        ArrayNode conditions = data.putArray("additional-conditions");
        for (SnapshotTable table : tables) {
            if (table.condition() != null) {
                conditions
                        .addObject()
                        .put("data-collection", pattern(table.table()))
                        .put("filter", table.condition());
            }
        }
        send("execute-snapshot", data);
    }

    void stop(List<String> tables) {
        SnapshotProgress running = progress();
        if (running == null || !running.incremental()) {
            throw new Refused(CONFLICT, "connector " + name() + " has no snapshot on demand to stop");
        }
        send("stop-snapshot", data(tables));
    }

    /** How far its snapshot is, by what this process delivers or by the stored offset; null when there is none. */
    SnapshotProgress progress() {
        if (engine != null) {
            return life.status().snapshot();
        }
        try {
            Map<String, Object> stored = endpoint.offsets().read(endpoint.engineSettings());
            return stored == null ? null : SnapshotTracker.at(stored, SnapshotTables.NONE);
        } catch (RuntimeException e) {
            throw new Refused(
                    UNAVAILABLE,
                    "the offset of connector " + name() + " can't be read from Kafka: " + e.getMessage(),
                    e);
        }
    }

    private static ObjectNode data(List<String> tables) {
        ObjectNode data = JSON.createObjectNode().put("type", "INCREMENTAL");
        ArrayNode names = data.putArray("data-collections");
        tables.forEach(table -> names.add(pattern(table)));
        return data;
    }

    /** Debezium takes names as regular expressions. */
    private static String pattern(String table) {
        return table.replaceAll("[^\\w]", "\\\\$0");
    }

    private void send(String type, ObjectNode data) {
        String id = UUID.randomUUID().toString();
        CaptureEngine own = engine;
        ConnectorState state = life.status().state();
        if (own != null && state == ConnectorState.STREAMING) {
            try {
                own.signal(new Signal(id, type, data.toString(), Map.of()));
            } catch (IllegalStateException e) {
                throw new Refused(CONFLICT, notStreaming(state), e);
            }
        } else if (own == null && state == ConnectorState.STANDBY) {
            ObjectNode request = JSON.createObjectNode().put("id", id).put("type", type);
            request.set("data", data);
            SnapshotRequests.write(
                    endpoint.getComponent().kafka(),
                    endpoint.options().requestsTopic(),
                    request.toString().getBytes(StandardCharsets.UTF_8));
        } else {
            throw new Refused(CONFLICT, notStreaming(state));
        }
    }

    private String notStreaming(ConnectorState state) {
        return "connector " + name() + " takes snapshots on demand while it streams, and is " + state + " now"
                + (life.status().reason() == null ? "" : ": " + life.status().reason());
    }

    private String name() {
        return endpoint.options().connector();
    }
}
