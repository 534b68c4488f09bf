package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/**
 * Every call that was recorded of a real Kafka Connect, in the same order, against this service: two connectors are posted, captured
 * with, changed, paused, stopped and removed.
 */
@ExtendWith(CaptureWorld.Provider.class)
class ConnectContractIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Where this service says it in other words, or hides a secret, or lists what there is. */
    private static final Set<String> OTHER_WORDS = Set.of(
            "43-create-no-class.json",
            "44-create-unknown-class.json",
            "45-create-no-name.json",
            "49-create-broken-json.json",
            "57-plugin-config.json",
            "58-validate-ok.json",
            "59-validate-bad.json",
            "60-loggers.json",
            "61-logger-set.json",
            "64-logger-unknown.json");

    private final CaptureWorld world;

    ConnectContractIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void everyRecordedCallIsAnsweredAsKafkaConnectAnsweredIt() throws Exception {
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES (?, 't', 'posted')",
                UUID.randomUUID());
        ServiceEnvironment environment = Caller.users(world.environment())
                // Not the connector of the route file: its name is posted here.
                .flows("capture-odg-postgresql-cdc,capture-second,capture-x")
                .with("CDC_CONNECT_ALLOWED_HOSTS", "127.0.0.1")
                .with("CDC_CONNECT_CONFIGS_TOPIC", "contract-configs")
                .with("CDC_CONNECT_STATUS_TOPIC", "contract-status");
        try (CdcService service = CaptureWorld.start("contract", environment)) {
            service.awaitReady(PATIENCE);
            for (RecordedCall recorded : RecordedCall.all()) {
                if (recorded.method().equals("GET")) {
                    await(recorded.name()).atMost(PATIENCE).untilAsserted(() -> answered(service, recorded));
                } else {
                    answered(service, recorded);
                }
            }
        } finally {
            dropSlots();
        }
    }

    private void answered(CdcService service, RecordedCall recorded) {
        HttpResponse<String> answer = Caller.OPERATOR.call(
                service, recorded.method(), recorded.path(), here(recorded.request()), recorded.requestType());
        assertThat(answer.statusCode())
                .as("%s: %s", recorded.name(), answer.body())
                // Broken JSON is the caller's mistake.
                .isEqualTo(recorded.name().startsWith("49") ? 400 : recorded.status());
        if (!OTHER_WORDS.contains(recorded.name())) {
            assertThat(RecordedCall.shape(answer.body().isEmpty() ? null : TopicReader.tree(answer.body())))
                    .as(recorded.name())
                    .isEqualTo(RecordedCall.shape(recorded.body()));
        }
        if (recorded.body() != null && recorded.body().has("configs")) {
            // The recordings name some of many options.
            assertThat(shapes(TopicReader.tree(answer.body())))
                    .as(recorded.name())
                    .containsAll(shapes(recorded.body()));
        }
        assertThat(answer.body()).doesNotContain(PostgresServer.SUPERUSER_PASSWORD);
        if (recorded.contentType() != null) {
            assertThat(answer.headers().firstValue("Content-Type"))
                    .as(recorded.name())
                    .contains(recorded.contentType());
        }
        if (recorded.location() != null) {
            assertThat(answer.headers().firstValue("Location"))
                    .as(recorded.name())
                    .hasValueSatisfying(location -> assertThat(location)
                            .isEqualTo(service.url(recorded.location().replaceFirst("^http://[^/]*", ""))));
        }
    }

    private static List<Object> shapes(JsonNode validation) {
        List<Object> shapes = new ArrayList<>();
        validation.path("configs").forEach(option -> shapes.add(RecordedCall.shape(option)));
        return shapes;
    }

    /** The same, of this world's database. */
    private String here(JsonNode request) {
        if (request == null) {
            return "";
        }
        if (request.isTextual()) {
            return request.textValue();
        }
        ObjectNode body = request.deepCopy();
        ObjectNode config = body.path("config") instanceof ObjectNode inner ? inner : body;
        if (config.has("database.password")) {
            config.put("database.password", PostgresServer.SUPERUSER_PASSWORD);
            config.put("database.dbname", Sources.ODG);
            if (!config.path("database.port").asText().equals("1")) {
                config.put("database.port", Integer.toString(world.postgres.port()));
            }
        }
        return body.toString();
    }

    private void dropSlots() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            world.postgres.execute(
                    Sources.ODG,
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'rec\\_%'");
            return true;
        });
    }
}
