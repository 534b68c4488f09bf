package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostedConfig;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/** Connectors that are made, changed and removed by calls, on two replicas. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostedConnectorsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String POSTED = "posted";
    private static final String FROM_ROUTE = "odg-postgresql-cdc";

    private final CaptureWorld world;
    private CdcService first;
    private CdcService second;

    PostedConnectorsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() throws Exception {
        first = CaptureWorld.start("posted-first", environment());
        first.awaitReady(PATIENCE);
        second = CaptureWorld.start("posted-second", environment());
        second.awaitReady(PATIENCE);
    }

    /** People post Debezium's transforms; the outbox's needs a library that is there for it alone. */
    @Test
    void thePluginsAreDebeziumsAndKafkas() throws Exception {
        JsonNode plugins = JSON.readTree(Caller.VIEWER
                .call(first, "GET", "/connector-plugins?connectorsOnly=false")
                .body());

        assertThat(plugins.findValuesAsText("class"))
                .contains(
                        "io.debezium.connector.postgresql.PostgresConnector",
                        "io.debezium.transforms.ExtractNewRecordState",
                        "io.debezium.transforms.outbox.EventRouter",
                        "io.debezium.transforms.tracing.ActivateTracingSpan",
                        "org.apache.kafka.connect.transforms.RegexRouter",
                        "org.apache.kafka.connect.transforms.predicates.TopicNameMatches");
    }

    private ServiceEnvironment environment() {
        return Caller.users(world.environment())
                .flows("capture-odg,capture-posted*")
                .with("CDC_CONNECT_CONFIGS_TOPIC", "posted-configs")
                .with("CDC_CONNECT_STATUS_TOPIC", "posted-status")
                .with("CDC_CONNECT_ALLOWED_HOSTS", "localhost")
                .with("CDC_SECRET_POSTGRES", PostgresServer.SUPERUSER_PASSWORD);
    }

    @AfterAll
    void stop() throws Exception {
        try (CdcService one = first;
                CdcService other = second) {
            // Both, whatever one of them does.
        }
        world.postgres.execute(
                Sources.ODG,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'posted%'");
    }

    @Test
    void aPostedConnectorIsSharedByTheReplicasAndItsSecretsAreNeverShown() throws Exception {
        assertThat(call(first, "POST", "/connectors", body(POSTED, config(POSTED)))
                        .statusCode())
                .isEqualTo(201);
        awaitRunning(first);
        awaitRunning(second);
        UUID id = insert();
        await().atMost(PATIENCE).until(() -> isCaptured(POSTED, id));
        assertThat(call(second, "GET", "/connectors/posted/topics", "").body())
                .contains("posted.public.quality_reports");

        // As tools do that read a configuration, change it and send it back.
        String path = "/connectors/posted/config";
        ObjectNode shown =
                (ObjectNode) TopicReader.tree(call(second, "GET", path, "").body());
        assertThat(shown.path("database.password").asText()).isEqualTo("[hidden]");
        shown.put("max.batch.size", "1000");
        assertThat(call(second, "PUT", path, shown.toString()).statusCode()).isEqualTo(200);
        UUID later = insert();
        await().atMost(PATIENCE).until(() -> isCaptured(POSTED, later));

        // Now by a reference, which may be shown.
        HttpResponse<String> patched = call(
                first,
                "PATCH",
                path,
                "{\"database.password\": \"${env:CDC_SECRET_POSTGRES}\", \"max.batch.size\": null}");
        assertThat(patched.statusCode()).isEqualTo(200);
        assertThat(TopicReader.tree(patched.body())
                        .path("config")
                        .path("database.password")
                        .asText())
                .isEqualTo("${env:CDC_SECRET_POSTGRES}");
        UUID last = insert();
        await().atMost(PATIENCE).until(() -> isCaptured(POSTED, last));

        assertThat(call(second, "DELETE", "/connectors/posted", "").statusCode())
                .isEqualTo(204);
        // Whatever the replica that captures may still write of it.
        assertThat(call(second, "GET", "/connectors", "").body()).isEqualTo("[\"odg-postgresql-cdc\"]");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(first, second))
                        .allSatisfy(service -> assertThat(
                                        call(service, "GET", "/connectors", "").body())
                                .isEqualTo("[\"odg-postgresql-cdc\"]")));
        assertThat(first.log()).content().doesNotContain(PostgresServer.SUPERUSER_PASSWORD);
    }

    @Test
    void ofTwoThatAreMadeAtOnceByTwoReplicasOneIsRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                // Its flow runs nowhere, so that nothing but the configuration is made.
                String name = "unserved-" + round;
                Callable<Integer> one = () -> create(first, name);
                Callable<Integer> other = () -> create(second, name);
                List<Future<Integer>> answers = threads.invokeAll(List.of(one, other));
                assertThat(List.of(answers.get(0).get(), answers.get(1).get())).containsExactlyInAnyOrder(201, 409);
                assertThat(call(first, "DELETE", "/connectors/" + name, "").statusCode())
                        .isEqualTo(204);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int create(CdcService service, String name) {
        return call(service, "POST", "/connectors", body(name, config(name))).statusCode();
    }

    @Test
    void aConnectorOfARouteFileGoesBeforeAPostedOneOfItsName() throws Exception {
        assertThat(List.of(
                        call(first, "POST", "/connectors", body(FROM_ROUTE, config(FROM_ROUTE))),
                        call(
                                first,
                                "PUT",
                                "/connectors/" + FROM_ROUTE + "/config",
                                config(FROM_ROUTE).toString()),
                        call(first, "PATCH", "/connectors/" + FROM_ROUTE + "/config", "{}"),
                        call(first, "DELETE", "/connectors/" + FROM_ROUTE, "")))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(409);
                    assertThat(message(answer)).contains("comes from a route file");
                });

        // As a Kafka Connect has left it.
        ObjectNode stored = JSON.createObjectNode();
        stored.set("properties", config(FROM_ROUTE));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", world.kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("posted-configs", "connector-" + FROM_ROUTE, stored.toString()))
                    .get();
        }
        UUID id = insert();
        await().atMost(PATIENCE).until(() -> isCaptured("cdc.odg", id));
        assertThat(TopicReader.tree(call(first, "GET", "/connectors/" + FROM_ROUTE + "/config", "")
                                .body())
                        .path("topic.prefix")
                        .asText())
                .isEqualTo("cdc.odg");
        assertThat(message(call(first, "DELETE", "/connectors/" + FROM_ROUTE, "")))
                .contains("comes from a route file");
    }

    @Test
    void offsetsThatAreResetBeginANewSnapshot() throws Exception {
        String name = "posted-offsets";
        UUID id = insert();
        assertThat(call(first, "POST", "/connectors", body(name, config(name))).statusCode())
                .isEqualTo(201);
        await().atMost(PATIENCE).until(() -> isCaptured(name, id));
        String offsets = "/connectors/" + name + "/offsets";
        await().atMost(PATIENCE)
                .until(() -> call(second, "GET", offsets, "").body().contains("\"lsn\":"));

        assertThat(call(second, "PUT", "/connectors/" + name + "/stop", "").statusCode())
                .isEqualTo(204);
        await().atMost(PATIENCE).until(() -> call(second, "DELETE", offsets, "").statusCode() == 200);
        assertThat(call(first, "GET", offsets, "").body()).isEqualTo("{\"offsets\":[]}");
        assertThat(call(first, "PUT", "/connectors/" + name + "/resume", "").statusCode())
                .isEqualTo(202);

        await().atMost(PATIENCE)
                .until(() -> world.topics.read(name + ".public.quality_reports", "id", id).stream()
                        .map(TopicRecord::operation)
                        .toList()
                        .equals(List.of("r", "r")));
        assertThat(call(first, "DELETE", "/connectors/" + name, "").statusCode())
                .isEqualTo(204);
        assertThat(call(first, "GET", "/connectors/" + name, "").statusCode()).isEqualTo(404);
    }

    @Test
    void aTableThatDoesNotExistFailsTheConnectorUntilItsConfigurationIsRight() throws Exception {
        String name = "posted-absent";
        ObjectNode wrong = config(name).put("table.include.list", "public.absent");
        assertThat(call(first, "POST", "/connectors", body(name, wrong)).statusCode())
                .isEqualTo(201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(call(second, "GET", "/connectors/" + name + "/status", "")
                                .body())
                        .contains(
                                "FAILED",
                                "table.include.list of connector posted-absent names public.absent, which is no table",
                                "; correct the list in its configuration, or create the table"));

        UUID id = insert();
        assertThat(call(
                                second,
                                "PUT",
                                "/connectors/" + name + "/config",
                                config(name).toString())
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> isCaptured(name, id));
        assertThat(call(first, "DELETE", "/connectors/" + name, "").statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot.mod | initial | The option 'snapshot.mod' is an option that this service doesn't carry",
                "tasks.max | 0 | Invalid value 0 for configuration tasks.max",
                "value.converter | io.confluent.connect.avro.AvroConverter | The option 'value.converter' can only be",
                "topic.creation.default.partitions | many | The option 'topic.creation.default.partitions' has to be a number",
                "errors.tolerance | all | The option 'errors.tolerance' can only be none",
                "producer.override.acks | 0 | The option 'producer.override.acks' is an option that this service doesn't carry",
                "driver.socketFactory | evil.Factory | The option 'driver.socketFactory' is an option that this service doesn't",
                "database.hostname | metadata.internal | add it to cdc.connect.allowed-hosts",
                "database.hostname | 127.0.0.1:1/x?a=b# | has to be the name or address of one host",
                "database.dbname | odg?socketFactory=evil | The option 'database.dbname' has to be the name of a database",
                "database.password | wrong | password authentication failed",
                "database.dbname | nope | database \"nope\" does not exist",
                "database.password | ${env:PATH} | refers to what isn't there or isn't allowed",
                "database.password | ${file:/etc/passwd:root} | refers to what isn't there or isn't allowed",
                "topic.prefix | ${env:CDC_SECRET_POSTGRES} | The option 'topic.prefix' may not refer to a secret",
                "slot.name | debezium_odg | The option 'slot.name' is debezium_odg, the slot of connector odg-postgresql-cdc",
                "converters | bootstrap | The option 'converters' names bootstrap, with which options begin that aren't the",
                "converters | driver | The option 'converters' names driver, with which options begin that aren't the",
                "post.processors | offset | The option 'post.processors' names offset, with which options begin that aren't",
                "transforms | t | The option 'transforms.t.type' has to name a class",
                "connector.class | io.debezium.connector.mysql.MySqlConnector | Failed to find any class",
                "name | another | doesn't match connector name in the URL",
            })
    void whatCannotBeCarriedIsRefusedWithItsName(String option, String value, String sentence) {
        HttpResponse<String> answer =
                call(first, "POST", "/connectors", body(POSTED, config(POSTED).put(option, value)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer)).contains(sentence).doesNotContain(PostgresServer.SUPERUSER_PASSWORD);
    }

    @Test
    void ofTwoConnectorsWithOneSlotTheSecondIsRefusedOrFailsByName() throws Exception {
        ObjectNode config = config("posted-one");
        config.remove("slot.name");
        assertThat(call(first, "POST", "/connectors", body("posted-one", config))
                        .statusCode())
                .isEqualTo(201);
        await().atMost(PATIENCE)
                .until(
                        () -> Stream.of(first, second)
                                .map(service -> ConnectorStates.of(service, "posted-one"))
                                .collect(Collectors.toSet()),
                        states -> states.size() == 2
                                && states.stream().anyMatch(state -> state.startsWith("STREAMING"))
                                && states.stream().anyMatch(state -> state.startsWith("STANDBY")));

        HttpResponse<String> refused =
                call(second, "POST", "/connectors", body("posted-two", config.put("topic.prefix", "posted-two")));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(message(refused)).contains("is debezium by default, the slot of connector posted-one");

        // By another name of the server, which nobody can tell before.
        config.put("database.hostname", "localhost");
        assertThat(call(second, "POST", "/connectors", body("posted-two", config))
                        .statusCode())
                .isEqualTo(201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(first, second))
                        .allSatisfy(service -> assertThat(ConnectorStates.of(service, "posted-two"))
                                .startsWith("FAILED")
                                .contains("is captured by connector posted-one, and a slot has one reader")));
        for (String name : List.of("posted-two", "posted-one")) {
            assertThat(call(first, "DELETE", "/connectors/" + name, "").statusCode())
                    .isEqualTo(204);
        }
        await().ignoreExceptions().atMost(PATIENCE).until(() -> {
            world.postgres.execute(Sources.ODG, "SELECT pg_drop_replication_slot('debezium')");
            return true;
        });
    }

    private ObjectNode config(String name) {
        return PostedConfig.of(world.postgres, name).put("table.include.list", "public.quality_reports");
    }

    private static String body(String name, ObjectNode config) {
        ObjectNode body = JSON.createObjectNode().put("name", name);
        body.set("config", config);
        return body.toString();
    }

    private static HttpResponse<String> call(CdcService service, String method, String path, String body) {
        return Caller.OPERATOR.call(service, method, path, body);
    }

    private static String message(HttpResponse<String> answer) {
        return TopicReader.tree(answer.body()).path("message").asText();
    }

    private UUID insert() throws SQLException {
        UUID id = UUID.randomUUID();
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'd')", id);
        return id;
    }

    private boolean isCaptured(String prefix, UUID id) {
        return !world.topics.read(prefix + ".public.quality_reports", "id", id).isEmpty();
    }

    private static void awaitRunning(CdcService service) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode status = TopicReader.tree(
                    call(service, "GET", "/connectors/posted/status", "").body());
            return status.at("/tasks/0/state").asText().equals("RUNNING");
        });
    }
}
