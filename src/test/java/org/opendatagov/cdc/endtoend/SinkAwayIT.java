package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService.Answer;

@ExtendWith(FaultyWorld.Provider.class)
class SinkAwayIT {

    private static final String TABLE = "governance_decisions";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final FaultyWorld world;
    private final String id = UUID.randomUUID().toString();

    SinkAwayIT(FaultyWorld world) {
        this.world = world;
    }

    @Test
    void whileRedisIsAwayOnlyTheCacheWaitsAndThenCatchesUp() throws Exception {
        world.redis.kill();
        decision(id);

        world.sinks()
                .awaitDocument(
                        TABLE, id, row -> assertThat(row.path("title").asText()).isEqualTo("t"));
        awaitNotification(id);
        JsonNode ready = awaitNotReady("deliver-cache", "Redis at 127.0.0.1:" + world.redis.port());
        assertThat(HealthAndMetricsIT.check(ready, "flows")
                        .path("deliver-search")
                        .asText())
                .isEqualTo("CONSUMING");
        assertThat(HealthAndMetricsIT.check(ready, "connectors")
                        .path("odg-postgresql-cdc")
                        .asText())
                .isEqualTo("STREAMING");
        assertThat(world.service().health("live").status()).isEqualTo(200);

        JsonNode lag = lag("deliver-cache");
        assertThat(lag.path("eventsBehind").asLong()).isPositive();
        assertThat(lag("deliver-search").path("eventsBehind").asLong()).isZero();
        await().atMost(PATIENCE)
                .until(() -> lag("deliver-cache").path("millisBehind").asLong()
                        > lag.path("millisBehind").asLong());
        assertThat(TopicReader.tree(Caller.VIEWER
                        .call(world.service(), "GET", "/admin/flows")
                        .body()))
                .anySatisfy(flow -> {
                    assertThat(flow.path("flow").asText()).isEqualTo("deliver-cache");
                    assertThat(flow.path("state").asText()).isEqualTo("WAITING");
                    assertThat(flow.path("reason").asText()).contains("Redis at 127.0.0.1:" + world.redis.port());
                })
                .anySatisfy(flow -> {
                    assertThat(flow.path("flow").asText()).isEqualTo("notify-model-card");
                    assertThat(flow.path("state").asText()).isEqualTo("OFF");
                });

        world.redis.start();
        world.sinks().await(TABLE, id, "title", "t");
        world.service().awaitReady(PATIENCE);
        await().atMost(PATIENCE)
                .until(() -> lag("deliver-cache").path("millisBehind").asLong() == 0);
        assertThat(lag("deliver-cache").path("eventsBehind").asLong()).isZero();
    }

    private JsonNode lag(String flow) {
        HttpResponse<String> answer = Caller.VIEWER.call(world.service(), "GET", "/admin/flows/" + flow + "/lag");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TopicReader.tree(answer.body());
    }

    @Test
    void whileElasticsearchIsAwayOnlyTheSearchWaitsAndThenCatchesUp() throws Exception {
        world.elasticsearch.kill();
        decision(id);

        world.sinks()
                .awaitEntry(
                        TABLE, id, row -> assertThat(row.path("title").asText()).isEqualTo("t"));
        awaitNotification(id);
        JsonNode ready = awaitNotReady("deliver-search", "Elasticsearch at " + world.elasticsearch.hostAndPort());
        assertThat(HealthAndMetricsIT.check(ready, "flows")
                        .path("deliver-cache")
                        .asText())
                .isEqualTo("CONSUMING");

        world.elasticsearch.start();
        world.sinks().await(TABLE, id, "title", "t");
        world.service().awaitReady(PATIENCE);
    }

    @Test
    void whileBothSinksRefuseWritesBothFlowsSayWhyAndThenGoOn() throws Exception {
        decision(id);
        world.sinks().await(TABLE, id, "title", "t");
        ConsumerGroups groups = new ConsumerGroups(world.kafka);
        Set<String> members = groups.members(ConsumerGroups.CACHE, ConsumerGroups.SEARCH);
        String next = UUID.randomUUID().toString();
        List<SinkRefusal> refusals = List.of(SinkRefusal.FULL_REDIS, SinkRefusal.FULL_ELASTICSEARCH);
        refusals.forEach(refusal -> refusal.begin(world));
        try {
            decision(next);
            awaitNotification(next);
            refusals.forEach(refusal -> awaitNotReady(refusal.flow, refusal.words));
        } finally {
            refusals.forEach(refusal -> refusal.end(world));
        }
        world.sinks().await(TABLE, next, "title", "t");
        world.service().awaitReady(PATIENCE);
        assertThat(groups.members(ConsumerGroups.CACHE, ConsumerGroups.SEARCH)).isEqualTo(members);
        assertThat(world.topics.topics()).noneMatch(topic -> topic.startsWith("cdc.dead-letter.deliver"));
    }

    @Test
    void whileAWorkflowEndpointIsAwayOnlyItsNotificationsWaitAndThenFollow() throws Exception {
        world.receiver.stop();
        try {
            decision(id);

            world.sinks().await(TABLE, id, "title", "t");
            awaitNotReady("notify-governance-decision", "workflow governance-decision: 127.0.0.1:");
        } finally {
            world.receiver.start();
        }
        awaitNotification(id);
        world.service().awaitReady(PATIENCE);
    }

    @Test
    void aWorkflowWithoutAUrlIsOff() {
        JsonNode flows = HealthAndMetricsIT.check(
                TopicReader.tree(world.service().health("ready").body()), "flows");

        assertThat(flows.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("deliver-cache", "deliver-search", "notify-governance-decision");
    }

    private void decision(String decision) throws Exception {
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES (?::uuid, 'promotion', 't')",
                decision);
    }

    private void awaitNotification(String decision) {
        await().atMost(PATIENCE)
                .until(() -> world.receiver.requests(FaultyWorld.DECISIONS).stream()
                        .anyMatch(request -> request.body().contains(TABLE + ":" + decision)));
    }

    /** Waits until the service isn't ready because this flow waits, and for what. */
    private JsonNode awaitNotReady(String flow, String cause) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer ready = world.service().health("ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(HealthAndMetricsIT.check(TopicReader.tree(ready.body()), "flows")
                            .path(flow)
                            .asText())
                    .startsWith("WAITING: ")
                    .contains(cause)
                    .doesNotContain("Exception", "\n");
        });
        return TopicReader.tree(world.service().health("ready").body());
    }
}
