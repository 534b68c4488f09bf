package org.opendatagov.cdc.capture;

import static org.opendatagov.cdc.refusal.Refused.Reason.CONFLICT;
import static org.opendatagov.cdc.refusal.Refused.Reason.UNAVAILABLE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.engine.SnapshotOutcome;
import org.opendatagov.cdc.refusal.Refused;

/** Where one connector is asked for snapshots, and for deletes that its stream has missed. The request goes over Kafka to the process that captures. */
class SnapshotDesk {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PostgresCdcEndpoint endpoint;
    private final ConnectorLife life;
    private volatile boolean capturing;

    SnapshotDesk(PostgresCdcEndpoint endpoint, ConnectorLife life) {
        this.endpoint = endpoint;
        this.life = life;
    }

    /** Says whether it is this process that captures. */
    void serve(boolean captures) {
        capturing = captures;
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
            new SnapshotCheck(endpoint.captured()).check(session, tables);
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
        send("snapshots on demand", "execute-snapshot", data);
    }

    void stop(List<String> tables) {
        SnapshotProgress running = progress();
        if (running == null || !running.incremental()) {
            throw new Refused(CONFLICT, "connector " + name() + " has no snapshot on demand to stop");
        }
        send("snapshots on demand", "stop-snapshot", data(tables));
    }

    /**
     * Asks for deletes to be published of which the WAL has nothing. Returns when the request is on its way.
     *
     * @param keys the texts of each primary key, as PostgreSQL writes them
     * @param lsn where in the commit order they stand
     */
    void publishDeletes(TableName table, List<List<String>> keys, long lsn) {
        ObjectNode data = JSON.createObjectNode()
                .put("schema", table.schema())
                .put("table", table.table())
                .put("lsn", lsn);
        data.set("keys", JSON.valueToTree(keys));
        send("deletes to publish", "publish-deletes", data);
    }

    /** How far its snapshot is, by what this process delivers or by the stored offset; null when there is none. */
    SnapshotProgress progress() {
        if (capturing) {
            return life.status().snapshot();
        }
        Map<String, Object> stored = stored();
        return stored == null ? null : SnapshotTracker.at(stored, SnapshotTables.NONE);
    }

    /** Why the last snapshot on demand hasn't read all rows of a table, by the table's name. */
    Map<String, String> incomplete() {
        if (capturing) {
            return life.status().incomplete();
        }
        SnapshotOutcome last = SnapshotOutcome.in(stored());
        return last == null ? Map.of() : last.incomplete();
    }

    private Map<String, Object> stored() {
        try {
            return endpoint.offsets().read(endpoint.engineSettings());
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

    /** Over Kafka, which keeps it until it has begun, whatever happens to this process or its database. */
    private void send(String what, String type, ObjectNode data) {
        ConnectorState state = life.status().state();
        if (state != (capturing ? ConnectorState.STREAMING : ConnectorState.STANDBY)) {
            throw new Refused(CONFLICT, notStreaming(what, state));
        }
        ObjectNode request =
                JSON.createObjectNode().put("id", UUID.randomUUID().toString()).put("type", type);
        request.set("data", data);
        SnapshotRequests.write(
                endpoint.getComponent().kafka(),
                endpoint.options().requestsTopic(),
                request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String notStreaming(String what, ConnectorState state) {
        return "connector " + name() + " takes " + what + " while it streams, and is " + state + " now"
                + (life.status().reason() == null ? "" : ": " + life.status().reason());
    }

    private String name() {
        return endpoint.options().connector();
    }
}
