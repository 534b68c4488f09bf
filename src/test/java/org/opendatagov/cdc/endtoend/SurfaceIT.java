package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.admin.OpenApi;
import org.opendatagov.cdc.admin.OpenApi.Operation;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** The REST surface as its OpenAPI document describes it, and as random callers see it. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SurfaceIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CONNECTOR = "odg-postgresql-cdc";

    /** Would end what the other tests look at, or take long. */
    private static final Set<String> LEFT_OUT = Set.of("preflight", "lag");

    private final CaptureWorld world;
    private final OpenApi document = new OpenApi();
    private CdcService service;

    SurfaceIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        service = CaptureWorld.start(
                "surface",
                Caller.users(world.environment())
                        .flows("capture-odg")
                        .with("CDC_CONNECT_CONFIGS_TOPIC", "surface-configs")
                        .with("CDC_CONNECT_STATUS_TOPIC", "surface-status")
                        .with("CDC_ADMIN_CALLS_PER_SECOND", "1000000"));
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void answersAreAsTheDocumentSays() {
        assertThat(document.operations())
                .filteredOn(call -> call.method().equals("GET"))
                .hasSizeGreaterThan(20)
                .allSatisfy(call -> {
                    HttpResponse<String> answer = Caller.VIEWER.call(service, "GET", path(call.path()));
                    JsonNode body = answer.body().isEmpty() ? null : TopicReader.tree(answer.body());
                    assertThat(document.problems(call, answer.statusCode(), body))
                            .as("%s: %d %s", call, answer.statusCode(), answer.body())
                            .isEmpty();
                });
    }

    /** Of what is there, as far as anything is. */
    private static String path(String template) {
        return template.replace("{name}", CONNECTOR)
                .replace("{task}", "0")
                .replace("{plugin}", "PostgresConnector")
                .replace("{logger}", "org.opendatagov.cdc")
                .replace("{route}", "capture-odg")
                .replace("flows/{flow}", "flows/deliver-cache")
                .replaceAll("\\{[^}]*}", "nope");
    }

    /** This process only captures. */
    @Test
    void howFarAFlowIsBehindIsToldWhereItDoesNotRunToo() {
        JsonNode flows = TopicReader.tree(
                Caller.VIEWER.call(service, "GET", "/admin/flows").body());
        assertThat(flows).anySatisfy(flow -> {
            assertThat(flow.path("flow").asText()).isEqualTo("deliver-cache");
            assertThat(flow.path("state").asText()).isEqualTo("ELSEWHERE");
        });
        HttpResponse<String> lag = Caller.VIEWER.call(service, "GET", "/admin/flows/deliver-cache/lag");
        assertThat(lag.statusCode()).as(lag.body()).isEqualTo(200);
        assertThat(TopicReader.tree(lag.body()).path("partitions"))
                .isNotEmpty()
                .allSatisfy(partition ->
                        assertThat(partition.path("committedOffset").isNull()).isTrue());
    }

    @Test
    void randomCallsNeverFailTheServiceNorLeakASecret() {
        callAtRandom(300, List.of());
    }

    /** Some of them pause, stop, restart and misplace the connector. */
    @Test
    @Tag("faults")
    void tenThousandRandomCallsNeverFailTheServiceNorLeakASecret() {
        callAtRandom(
                10_000,
                List.of(CONNECTOR, CONNECTOR, CONNECTOR, CONNECTOR, "PostgresConnector", "capture-odg", "worker"));

        assertThat(Caller.OPERATOR
                        .call(service, "PUT", "/connectors/" + CONNECTOR + "/resume")
                        .statusCode())
                .isEqualTo(202);
        await().atMost(PATIENCE).until(() -> ConnectorStates.ofOdg(service).equals("STREAMING"));
    }

    private void callAtRandom(int calls, List<String> known) {
        List<Operation> operations = document.operations().stream()
                .filter(call ->
                        !LEFT_OUT.contains(call.operation().path("operationId").asText()))
                .toList();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomCalls made = new RandomCalls(random, known);
        for (int i = 0; i < calls; i++) {
            Operation call = operations.get(random.nextInt(operations.size()));
            String path = made.path(call);
            String body = call.operation().has("requestBody") ? made.body() : "";

            HttpResponse<String> answer = Caller.OPERATOR.call(service, call.method(), path, body);

            assertThat(answer.statusCode())
                    .as("seed %d: %s %s %s: %s", seed, call.method(), path, body, answer.body())
                    .isNotEqualTo(500);
            assertThat(answer.body())
                    .doesNotContain(Sources.CDC_PASSWORD, PostgresServer.SUPERUSER_PASSWORD, "$2y$06$", "\tat ");
        }
        assertThat(service.health("live").status()).isEqualTo(200);
    }
}
