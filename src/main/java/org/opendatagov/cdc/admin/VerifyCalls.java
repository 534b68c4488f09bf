package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.verify.ExtraRows;
import org.opendatagov.cdc.verify.VerificationRequest;
import org.opendatagov.cdc.verify.VerificationStatus;
import org.opendatagov.cdc.verify.Verifications;

/** Comparing tables with sinks. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("verifyCalls")
public class VerifyCalls {

    private static final String CONNECTOR = "connector";
    private static final String SINK = "sink";
    private static final String TABLES = "tables";
    private static final String REPAIR = "repair";
    private static final String EXTRA = "extra";
    private static final String PACE = "rowsPerSecond";
    private static final Set<String> FIELDS = Set.of(CONNECTOR, SINK, TABLES, REPAIR, EXTRA, PACE);
    private static final String EXAMPLE =
            "{\"connector\": \"odg-postgresql-cdc\", \"sink\": \"deliver-cache\", \"tables\": [\"public.data_contracts\"]}";

    private static final int MOST_TABLES = 1_000;
    private static final int DEFAULT_PACE = 5_000;
    private static final int FASTEST_PACE = 1_000_000;

    private final Verifications verifications;

    VerifyCalls(Verifications verifications) {
        this.verifications = verifications;
    }

    /** {@code GET /admin/verifications}: the last ones of this process, the youngest first. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            verifications.all().forEach(each -> all.add(VerificationJson.of(each)));
            return Answer.ok(all);
        });
    }

    /** {@code GET /admin/verifications/{id}}: how far it is, and what it has found. */
    public void get(Exchange exchange) {
        Answer.give(
                exchange,
                request -> Answer.ok(
                        VerificationJson.of(verifications.get(request.only().path("id")))));
    }

    /** {@code POST /admin/verifications}: compares tables with a sink, and repairs what differs if the body says so. */
    public void start(Exchange exchange) {
        Answer.give(exchange, request -> {
            VerificationStatus begun =
                    verifications.start(request(request.only().jsonBody()));
            return new Answer(202, VerificationJson.of(begun), "/admin/verifications/" + begun.id());
        });
    }

    /** {@code DELETE /admin/verifications/{id}}: ends it; what has been repaired stays so. */
    public void cancel(Exchange exchange) {
        Answer.give(exchange, request -> {
            verifications.cancel(request.only().path("id"));
            return Answer.empty(202);
        });
    }

    private static VerificationRequest request(JsonNode body) {
        if (!body.isObject()) {
            throw misshapen();
        }
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new RefusedCall(
                        400,
                        "Unknown field; the body takes "
                                + String.join(", ", List.of(CONNECTOR, SINK, TABLES, REPAIR, EXTRA, PACE)));
            }
        });
        JsonNode pace = body.path(PACE);
        JsonNode repair = body.path(REPAIR);
        if (!(repair.isMissingNode() || repair.isBoolean())) {
            throw new RefusedCall(400, "The field repair has to be true or false");
        }
        if (!pace.isMissingNode() && (!pace.isInt() || pace.intValue() < 1 || pace.intValue() > FASTEST_PACE)) {
            throw new RefusedCall(400, "The field rowsPerSecond has to be a number from 1 to " + FASTEST_PACE);
        }
        return new VerificationRequest(
                text(body.path(CONNECTOR)),
                text(body.path(SINK)),
                tables(body.path(TABLES)),
                repair.asBoolean(false),
                extra(body.path(EXTRA)),
                pace.asInt(DEFAULT_PACE));
    }

    /** Null where the body leaves it to the source. */
    private static ExtraRows extra(JsonNode extra) {
        return switch (extra.isMissingNode() ? "" : extra.asText()) {
            case "" -> null;
            case "keep" -> ExtraRows.KEEP;
            case "remove" -> ExtraRows.REMOVE;
            case "publish" -> ExtraRows.PUBLISH;
            default -> throw new RefusedCall(400, "The field extra has to be keep, remove or publish");
        };
    }

    private static List<String> tables(JsonNode listed) {
        if (!listed.isArray() || listed.isEmpty() || listed.size() > MOST_TABLES) {
            throw misshapen();
        }
        List<String> tables = new ArrayList<>();
        listed.forEach(table -> tables.add(text(table)));
        return tables;
    }

    private static String text(JsonNode field) {
        if (!field.isTextual() || field.textValue().isBlank()) {
            throw misshapen();
        }
        return field.textValue();
    }

    private static RefusedCall misshapen() {
        return new RefusedCall(
                400,
                "The body has to look like " + EXAMPLE + ", with from 1 to " + MOST_TABLES
                        + " tables; repair (false), extra (keep, remove or publish) and rowsPerSecond (" + DEFAULT_PACE
                        + ") may be added");
    }
}
