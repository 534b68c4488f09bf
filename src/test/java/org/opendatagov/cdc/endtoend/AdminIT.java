package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.opendatagov.cdc.servers.Sources;

/** Two replicas and the calls that operators make. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminIT {

    private static final String CONNECTOR = "odg-postgresql-cdc";
    private static final String CALLS = "/connectors/" + CONNECTOR;
    private static final String SNAPSHOTS = "/admin/connectors/" + CONNECTOR + "/snapshots";
    private static final String CONFIGS = "connect-configs";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private CdcService first;
    private CdcService second;

    AdminIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        // From one address, many logins fail here in a minute.
        first = CaptureWorld.start(
                "admin-first", Caller.users(world.environment()).with("CDC_ADMIN_FAILED_LOGINS", "1000"));
        first.awaitReady(PATIENCE);
        second = CaptureWorld.start("admin-second", Caller.users(world.environment()));
        second.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        try (CdcService one = first;
                CdcService other = second) {
            // Both, whatever one of them does.
        }
    }

    @Test
    void aConnectorPausedThroughTheStandbyStaysPausedOverARestartAndLosesNothing() throws Exception {
        CdcService standby = state(first).startsWith("STANDBY") ? first : second;
        CdcService leader = standby == first ? second : first;
        UUID id = UUID.randomUUID();

        assertThat(Caller.OPERATOR.call(standby, "PUT", CALLS + "/pause").statusCode())
                .isEqualTo(202);
        awaitStates("PAUSED: by request; PostgreSQL keeps the WAL of slot debezium_odg until the connector is resumed");
        await().atMost(PATIENCE).until(() -> !isSlotActive());
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'd')", id);

        leader.stop();
        leader.start();
        leader.awaitReady(PATIENCE);
        awaitStates("PAUSED: by request; PostgreSQL keeps the WAL of slot debezium_odg until the connector is resumed");
        JsonNode status = body(Caller.VIEWER.call(leader, "GET", "/admin/connectors/" + CONNECTOR));
        assertThat(status.path("state").asText()).isEqualTo("PAUSED");
        assertThat(status.path("targetState").asText()).isEqualTo("PAUSED");
        assertThat(isSlotActive()).isFalse();
        assertThat(world.topics.read(World.ODG_TOPIC + "quality_reports", "id", id))
                .isEmpty();

        resume(leader);
        await().atMost(PATIENCE)
                .until(() -> !world.topics
                        .read(World.ODG_TOPIC + "quality_reports", "id", id)
                        .isEmpty());
    }

    @Test
    void targetStatesStandInKafkaAsKafkaConnectWritesThemAndAreTakenOverFromIt() throws Exception {
        assertThat(world.topics.partitions(CONFIGS)).isEqualTo(1);
        assertThat(world.topics.setting(CONFIGS, "cleanup.policy")).isEqualTo("compact");

        assertThat(Caller.OPERATOR.call(first, "PUT", CALLS + "/stop").statusCode())
                .isEqualTo(204);
        awaitStates("STOPPED: by request");
        assertThat(world.topics.lastText(CONFIGS, "target-state-" + CONNECTOR))
                .isEqualTo("{\"state\":\"PAUSED\",\"state.v2\":\"STOPPED\"}");

        writeTargetState("{\"state\":\"PAUSED\",\"state.v2\":\"PAUSED\"}");
        awaitStates("PAUSED: by request");
        // As workers older than 3.5 write it.
        writeTargetState("{\"state\":\"STARTED\"}");
        await().atMost(PATIENCE)
                .until(() -> List.of(state(first), state(second)).contains("STREAMING"));
    }

    @Test
    void aRestartThroughOneReplicaReachesTheOther() {
        CdcService standby = state(first).startsWith("STANDBY") ? first : second;
        CdcService leader = standby == first ? second : first;
        String since = since(leader);

        assertThat(Caller.OPERATOR.call(standby, "POST", CALLS + "/restart").statusCode())
                .isEqualTo(204);

        await().atMost(PATIENCE).until(() -> !since(leader).equals(since));
        await().atMost(PATIENCE)
                .until(() -> List.of(state(first), state(second)).contains("STREAMING"));
    }

    @Test
    void diagnosticsTellOfTheSlotTheRoutesAndTheWholeProcessWithoutSecrets() {
        JsonNode lag = body(Caller.VIEWER.call(first, "GET", "/admin/connectors/" + CONNECTOR + "/lag"));
        assertThat(lag.path("slot").asText()).isEqualTo("debezium_odg");
        assertThat(lag.path("walStatus").asText()).isEqualTo("reserved");
        assertThat(lag.path("bytesRetained").isIntegralNumber()).isTrue();

        JsonNode route = body(Caller.VIEWER.call(first, "GET", "/admin/routes/capture-odg"));
        assertThat(route.path("state").asText()).isEqualTo("Started");
        assertThat(route.path("source").asText()).contains("uri: postgres-cdc:odg-postgresql-cdc");
        assertThat(body(Caller.VIEWER.call(first, "GET", "/admin/routes"))).hasSize(1);

        HttpResponse<String> bundle = Caller.VIEWER.call(first, "GET", "/admin/support");
        assertThat(body(bundle).path("settings").path("cdc.odg.password").asText())
                .isEqualTo("[hidden]");
        assertThat(body(bundle).path("connectors").path(0).path("name").asText())
                .isEqualTo(CONNECTOR);
        assertThat(bundle.body()).doesNotContain(Sources.CDC_PASSWORD).doesNotContain("$2y$06$");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 401, 200, 200",
        "GET, /connectors, 401, 200, 200",
        "GET, /connectors/nope/status, 401, 404, 404",
        "GET, /admin/connectors, 401, 200, 200",
        "GET, /admin/connectors/nope, 401, 404, 404",
        "GET, /admin/connectors/nope/preflight, 401, 404, 404",
        "GET, /nope, 401, 404, 404",
        "PUT, /connectors/nope/pause, 401, 403, 404",
        "PUT, /connectors/nope/resume, 401, 403, 404",
        "PUT, /connectors/nope/stop, 401, 403, 404",
        "POST, /connectors/nope/restart, 401, 403, 404",
        "DELETE, /connectors/nope, 401, 403, 404",
        "GET, /admin/connectors/nope/snapshots, 401, 404, 404",
        "POST, /admin/connectors/nope/snapshots, 401, 403, 400",
        "DELETE, /admin/connectors/nope/snapshots, 401, 403, 404",
        "PATCH, /nope, 401, 403, 404",
    })
    void onlyThoseWithTheRoleMayCall(String method, String path, int nobody, int viewer, int operator) {
        assertThat(Stream.of(Caller.NOBODY, new Caller("olga", "wrong"), new Caller("mallory", "secret-operator"))
                        .map(caller -> caller.call(first, method, path)))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(nobody);
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
                    assertThat(body(answer).path("message").asText()).contains("cdc.admin.users");
                });
        assertThat(Caller.VIEWER.call(first, method, path).statusCode()).isEqualTo(viewer);
        assertThat(Caller.OPERATOR.call(first, method, path).statusCode()).isEqualTo(operator);
    }

    @Test
    void aPreflightIsMadeOnDemand() {
        HttpResponse<String> answer = Caller.VIEWER.call(first, "GET", "/admin/connectors/" + CONNECTOR + "/preflight");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body(answer).path("connector").asText()).isEqualTo(CONNECTOR);
        assertThat(body(answer).path("checks")).isNotEmpty().allSatisfy(check -> {
            assertThat(check.path("status").asText()).as(check.toString()).isNotEqualTo("PROBLEM");
            assertThat(check.path("message").asText()).isNotEmpty();
        });
    }

    @Test
    void aSnapshotAskedOfTheStandbyIsTakenBesideTheStream() throws Exception {
        CdcService standby = state(first).startsWith("STANDBY") ? first : second;
        UUID id = UUID.randomUUID();
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'd')", id);
        await().atMost(PATIENCE).until(() -> operations(id).equals(List.of("c")));

        HttpResponse<String> answer = Caller.OPERATOR.call(
                standby,
                "POST",
                SNAPSHOTS,
                "{\"tables\": [{\"table\": \"public.quality_reports\", \"condition\": \"id = '" + id + "'\"}]}");

        assertThat(answer.body()).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> operations(id).equals(List.of("c", "r")));
        await().atMost(PATIENCE)
                .until(() -> body(Caller.VIEWER.call(standby, "GET", SNAPSHOTS))
                        .path("running")
                        .isNull());
        assertThat(Caller.OPERATOR.call(standby, "DELETE", SNAPSHOTS).statusCode())
                .isEqualTo(409);
    }

    @Test
    void aBodyOfMoreThanAMegabyteIsRefused() {
        String body = "x".repeat(2 * 1024 * 1024);
        try {
            assertThat(Caller.OPERATOR
                            .call(first, "PUT", "/connectors/nope/pause", body)
                            .statusCode())
                    .isEqualTo(413);
        } catch (UncheckedIOException e) {
            // The server may close the connection before a client that still writes has read the answer.
            assertThat(e).hasMessageContaining("/connectors/nope/pause");
        }
        assertThat(Caller.OPERATOR.call(first, "GET", "/connectors").statusCode())
                .isEqualTo(200);
    }

    @Test
    void noAnswerHoldsTheCallersCredentialsOrASourcesPassword() {
        assertThat(Stream.of("/", "/connectors?expand=status&expand=info", CALLS, "/admin/connectors")
                        .map(path -> Caller.OPERATOR.call(first, "GET", path)))
                .allSatisfy(answer -> {
                    assertThat(answer.headers().map()).doesNotContainKeys("authorization", "Authorization");
                    assertThat(answer.body()).doesNotContain(Sources.CDC_PASSWORD);
                });
    }

    @Test
    void everyChangingCallLeavesALineInTheLogWhetherItWasAllowedOrNot() {
        Caller.OPERATOR.call(first, "PUT", "/connectors/audited/pause");
        Caller.VIEWER.call(first, "PUT", "/connectors/audited/pause");
        Caller.NOBODY.call(first, "PUT", "/connectors/audited/pause");

        await().untilAsserted(() -> assertThat(first.log())
                .content()
                .containsPattern("Audit: olga PUT /connectors/audited/pause from 127.0.0.1:\\d+: 404")
                .containsPattern("Audit: vic PUT /connectors/audited/pause from 127.0.0.1:\\d+: 403")
                .containsPattern("Audit: nobody PUT /connectors/audited/pause from 127.0.0.1:\\d+: 401"));
    }

    @Test
    void withoutUsersNobodyMayCallAndTheAnswerSaysHowToSetOne() {
        try (CdcService service =
                CaptureWorld.start("admin-without-users", world.environment().flows("none"))) {
            service.awaitReady(PATIENCE);

            assertThat(Stream.of(
                            Caller.NOBODY.call(service, "GET", "/connectors"),
                            Caller.OPERATOR.call(service, "GET", "/"),
                            Caller.OPERATOR.call(service, "PUT", CALLS + "/pause")))
                    .allSatisfy(answer -> {
                        assertThat(answer.statusCode()).isEqualTo(403);
                        assertThat(body(answer).path("message").asText())
                                .contains("CDC_ADMIN_USERS_<NAME>_PASSWORD_HASH", "CDC_ADMIN_USERS_<NAME>_ROLES");
                    });
            assertThat(service.health("live").status()).isEqualTo(200);
        }
    }

    private List<String> operations(UUID id) {
        return world.topics.read(World.ODG_TOPIC + "quality_reports", "id", id).stream()
                .map(TopicRecord::operation)
                .toList();
    }

    private void resume(CdcService service) {
        assertThat(Caller.OPERATOR.call(service, "PUT", CALLS + "/resume").statusCode())
                .isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> List.of(state(first), state(second)).contains("STREAMING"));
    }

    /** Waits until both replicas say so, and are ready. */
    private void awaitStates(String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(first, second)).allSatisfy(service -> {
                    assertThat(service.health("ready").status()).isEqualTo(200);
                    assertThat(state(service)).startsWith(state);
                }));
    }

    private static String state(CdcService service) {
        return ConnectorStates.of(service, CONNECTOR);
    }

    private static String since(CdcService service) {
        return body(Caller.VIEWER.call(service, "GET", "/admin/connectors/" + CONNECTOR))
                .path("since")
                .asText();
    }

    private boolean isSlotActive() throws SQLException {
        try (Connection connection = world.postgres.connect(Sources.ODG);
                ResultSet slots = connection
                        .createStatement()
                        .executeQuery("SELECT active FROM pg_replication_slots WHERE slot_name = 'debezium_odg'")) {
            return slots.next() && slots.getBoolean(1);
        }
    }

    private void writeTargetState(String state) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", world.kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(CONFIGS, "target-state-" + CONNECTOR, state))
                    .get();
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return answer.body().isEmpty() ? null : TopicReader.tree(answer.body());
    }
}
