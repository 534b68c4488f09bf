package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.servers.CdcService.Answer;

@ExtendWith(SharedWorld.Provider.class)
class HealthAndMetricsIT {

    private final SharedWorld world;

    HealthAndMetricsIT(SharedWorld world) {
        this.world = world;
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "live", "ready"})
    void healthAnswersOnTheManagementPort(String kind) {
        Answer answer = world.service().health(kind);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(TopicReader.tree(answer.body()).path("status").asText()).isEqualTo("UP");
    }

    /** What the service itself says of a table without a key, say, is meant for somebody. */
    @Test
    void aHealthyStartLogsNoWarningOfALibrary() {
        assertThat(world.logOfTheStart.lines())
                .filteredOn(line -> line.matches("\\S+ \\S+ +(WARN|ERROR|FATAL) .*"))
                .filteredOn(line -> !line.contains("[org.opendatagov."))
                // So is this, of a table that is there for it.
                .filteredOn(line -> !line.contains("isn't a valid topic name"))
                .isEmpty();
        assertThat(world.logOfTheStart.lines())
                .filteredOn(line -> line.matches("\\S+ \\S+ +(ERROR|FATAL) .*"))
                .isEmpty();
    }

    @Test
    void readinessShowsEachConnectorFlowAndServer() {
        for (String connector : List.of("odg-postgresql-cdc", "odg-timescaledb-cdc")) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> check(ready(), "connectors").path(connector).asText(), "STREAMING"::equals);
        }
        JsonNode ready = ready();
        for (String flow : List.of(
                "deliver-cache",
                "deliver-search",
                "notify-governance-decision",
                "notify-model-card",
                "notify-pipeline-failed",
                "notify-pipeline-recovered")) {
            assertThat(check(ready, "flows").path(flow).asText()).as(flow).isEqualTo("CONSUMING");
        }
        assertThat(check(ready, "kafka").path("brokers").asInt()).isEqualTo(1);
        assertThat(check(ready, "sinks")
                        .path("redis 127.0.0.1:" + world.redis.port())
                        .asText())
                .isEqualTo("reachable");
        assertThat(check(ready, "sinks")
                        .path("elasticsearch " + world.elasticsearch.hostAndPort())
                        .asText())
                .contains("reachable");
    }

    @Test
    void metricsCountEventsSinkWritesDelaysAndNotifications() throws Exception {
        String id = UUID.randomUUID().toString();
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES (?::uuid, 'promotion', 't')", id);
        world.sinks().await("governance_decisions", id, "title", "t");

        await().untilAsserted(() -> {
            String metrics = world.service().metrics();
            assertCounted(
                    metrics,
                    "cdc_events_total",
                    "connector=\"odg-postgresql-cdc\"",
                    "operation=\"create\"",
                    "table=\"governance_decisions\"");
            assertCounted(
                    metrics,
                    "cdc_sink_writes_total",
                    "sink=\"cache\"",
                    "table=\"governance_decisions\"",
                    "result=\"written\"");
            assertCounted(
                    metrics,
                    "cdc_sink_writes_total",
                    "sink=\"search\"",
                    "table=\"governance_decisions\"",
                    "result=\"written\"");
            assertCounted(
                    metrics, "cdc_delay_seconds_count", "flow=\"deliver-cache\"", "table=\"governance_decisions\"");
            for (String lag : List.of("cdc_flow_lag_events", "cdc_flow_lag_seconds")) {
                assertThat(metrics.lines())
                        .anySatisfy(line -> assertThat(line).matches(lag + "\\{.*flow=\"deliver-cache\".*} [0-9].*"));
            }
            assertCounted(metrics, "cdc_notifications_total", "workflow=\"governance-decision\"", "result=\"sent\"");
        });
    }

    private JsonNode ready() {
        return TopicReader.tree(world.service().health("ready").body());
    }

    /** The data of one check, by its name. */
    static JsonNode check(JsonNode health, String name) {
        for (JsonNode check : health.path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check.path("data");
            }
        }
        throw new AssertionError("no check " + name + " in " + health);
    }

    private static void assertCounted(String metrics, String name, String... tags) {
        assertThat(metrics.lines())
                .as("%s with %s", name, List.of(tags))
                .anySatisfy(line ->
                        assertThat(line).startsWith(name + "{").contains(tags).doesNotEndWith(" 0.0"));
    }
}
