package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.capture.SnapshotTable;
import org.opendatagov.cdc.capture.Snapshots;

/** Snapshots on demand. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("snapshotCalls")
public class SnapshotCalls {

    private static final String TABLES = "tables";
    private static final String TABLE = "table";
    private static final String CONDITION = "condition";
    private static final String EXAMPLE =
            "{\"tables\": [{\"table\": \"public.audit_events\", \"condition\": \"occurred_at > '2026-01-01'\"}]}";

    private final Snapshots snapshots;

    SnapshotCalls(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** {@code GET /admin/connectors/{name}/snapshots}: how far the running one is, and what the last one hasn't read. */
    public void progress(Exchange exchange) {
        Answer.give(exchange, request -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            String connector = request.only().path("name");
            body.set("running", ProgressJson.of(snapshots.progress(connector)));
            body.set("incomplete", ProgressJson.of(snapshots.incomplete(connector)));
            return Answer.ok(body);
        });
    }

    /** {@code POST /admin/connectors/{name}/snapshots}: reads tables again. */
    public void start(Exchange exchange) {
        Answer.give(exchange, request -> {
            snapshots.start(request.only().path("name"), tables(request.json()));
            return Answer.empty(202);
        });
    }

    /** {@code DELETE /admin/connectors/{name}/snapshots}, with {@code table} for those to be left out, none for all. */
    public void stop(Exchange exchange) {
        Answer.give(exchange, request -> {
            snapshots.stop(request.only(TABLE).path("name"), request.all(TABLE));
            return Answer.empty(202);
        });
    }

    private static List<SnapshotTable> tables(JsonNode body) {
        checkFields(body, Set.of(TABLES));
        JsonNode listed = body.path(TABLES);
        if (!listed.isArray() || listed.isEmpty()) {
            throw misshapen();
        }
        List<SnapshotTable> tables = new ArrayList<>();
        for (JsonNode one : listed) {
            checkFields(one, Set.of(TABLE, CONDITION));
            if (!one.path(TABLE).isTextual()
                    || (one.has(CONDITION) && !one.path(CONDITION).isTextual())) {
                throw misshapen();
            }
            tables.add(new SnapshotTable(
                    one.path(TABLE).textValue(), one.path(CONDITION).textValue()));
        }
        return tables;
    }

    private static void checkFields(JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw misshapen();
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw misshapen();
            }
        });
    }

    private static RefusedCall misshapen() {
        return new RefusedCall(400, "The body has to look like " + EXAMPLE + "; the condition may be left out");
    }
}
