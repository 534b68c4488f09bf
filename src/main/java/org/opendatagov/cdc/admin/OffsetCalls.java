package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.apache.kafka.connect.runtime.ConnectorStatus;
import org.opendatagov.cdc.capture.Offsets;
import org.opendatagov.cdc.connect.SharedConnectors;
import org.opendatagov.cdc.retry.Causes;

/** Kafka Connect's calls about offsets. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("offsetCalls")
public class OffsetCalls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OFFSETS = "offsets";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final String EXTERNALLY =
            " successfully. However, if this connector manages offsets externally, they will need to be manually ";

    private final SharedConnectors connectors;
    private final Offsets offsets;

    OffsetCalls(SharedConnectors connectors, Offsets offsets) {
        this.connectors = connectors;
        this.offsets = offsets;
    }

    /** {@code GET /connectors/{name}/offsets}. */
    public void get(Exchange exchange) {
        give(exchange, request -> {
            String name = here(request);
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.putArray(OFFSETS);
            Map<String, Object> offset = offsets.read(name);
            if (offset != null) {
                ObjectNode entry = answer.withArray(OFFSETS).addObject();
                entry.set(PARTITION, JSON.valueToTree(offsets.partition(name)));
                entry.set(OFFSET, JSON.valueToTree(offset));
            }
            return Answer.ok(answer);
        });
    }

    /** {@code PATCH /connectors/{name}/offsets}, while the connector is stopped. */
    public void alter(Exchange exchange) {
        give(exchange, request -> {
            String name = here(request);
            JsonNode body = request.jsonBody();
            JsonNode listed = body.path(OFFSETS);
            if (body.isObject() && body.size() > 1) {
                throw new RefusedCall(400, "Unknown field; this call takes offsets");
            }
            if (!listed.isArray() || listed.isEmpty()) {
                throw new RefusedCall(400, "Partitions / offsets need to be provided for an alter offsets request");
            }
            requireStopped(name);
            JsonNode partition = JSON.valueToTree(offsets.partition(name));
            JsonNode offset = listed.get(0).path(OFFSET);
            if (listed.size() > 1 || !listed.get(0).path(PARTITION).equals(partition)) {
                throw new RefusedCall(400, "This connector has one offset, that of the partition " + partition);
            }
            if (!offset.isNull() && !isLsn(offset.path("lsn"))) {
                throw new RefusedCall(
                        400, "The offset has to be null, or an object with lsn: a whole number, not below zero");
            }
            offsets.write(name, offset.isNull() ? null : JSON.convertValue(offset, new TypeReference<>() {}));
            return message("altered");
        });
    }

    private static boolean isLsn(JsonNode lsn) {
        return lsn.isIntegralNumber() && lsn.canConvertToLong() && lsn.longValue() >= 0;
    }

    /** {@code DELETE /connectors/{name}/offsets}, while the connector is stopped: it then begins anew. */
    public void reset(Exchange exchange) {
        give(exchange, request -> {
            String name = here(request);
            requireStopped(name);
            offsets.write(name, null);
            return message("reset");
        });
    }

    private static Answer message(String done) {
        return Answer.ok(JsonNodeFactory.instance
                .objectNode()
                .put(
                        "message",
                        "The Connect framework-managed offsets for this connector have been " + done + EXTERNALLY + done
                                + " in the system that the connector uses."));
    }

    private String here(Request request) {
        String name = request.only().path("name");
        if (!connectors.contains(name)) {
            throw new RefusedCall(404, "Connector " + name + " not found");
        }
        if (!offsets.contains(name)) {
            throw new RefusedCall(
                    409, "Connector " + name + " doesn't run in this process; ask a replica whose cdc.flows has it");
        }
        return name;
    }

    private void requireStopped(String name) {
        ConnectorStatus status = connectors.status(name);
        if (status == null || status.state() != State.STOPPED) {
            throw new RefusedCall(
                    400,
                    "Connectors must be in the STOPPED state before their offsets can be modified. This can be done for"
                            + " the specified connector by issuing a 'PUT' request to the '/connectors/" + name
                            + "/stop' endpoint");
        }
    }

    private static void give(Exchange exchange, Function<Request, Answer> call) {
        Answer.give(exchange, request -> {
            try {
                return call.apply(request);
            } catch (KafkaException e) {
                throw new RefusedCall(503, "Kafka doesn't answer: " + Causes.of(e));
            }
        });
    }
}
