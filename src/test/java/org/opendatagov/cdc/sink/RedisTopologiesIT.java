package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.RedisCluster;
import org.opendatagov.cdc.servers.RedisSentinels;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** The packaged service with Redis behind Sentinels, and with a cluster. */
@Tag("faults")
class RedisTopologiesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROWS = 3_000;
    private static final String ROUTES = """
            - route:
                id: fast
                from:
                  uri: cdc-events:fast
                  parameters: {topics: "cdc.odg.*"}
                  steps:
                    - to: {uri: "cdc-cache:rows", parameters: {key: "fast:{key}"}}
            - route:
                id: safe
                from:
                  uri: cdc-events:safe
                  parameters: {topics: "cdc.odg.*"}
                  steps:
                    - to: {uri: "cdc-cache:rows", parameters: {key: "safe:{key}", waitReplicas: 1}}
            """;

    private static final KafkaServer KAFKA = new KafkaServer("topologies-kafka");
    private static Feed feed;
    private CdcService service;

    @BeforeAll
    static void startKafka() throws Exception {
        KAFKA.start();
        feed = new Feed(KAFKA);
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @AfterAll
    static void stopKafka() {
        feed.close();
        KAFKA.close();
    }

    @Test
    void deliveryOutlivesAMasterAndWaitsForReplicasWhereItIsToldTo() throws Exception {
        try (RedisSentinels redis = new RedisSentinels("topologies")) {
            redis.start();
            Path folder = Path.of("target", "servers", "topologies-routes").toAbsolutePath();
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("topologies.yaml"), ROUTES);
            start(
                    "sentinel",
                    redis.urls(),
                    new ServiceEnvironment()
                            .flows("fast,safe")
                            .with("CDC_ROUTES_FOLDER", folder.toString())
                            .with("QUARKUS_REDIS_MASTER_NAME", RedisSentinels.MASTER_NAME));
            for (int id = 0; id < ROWS; id++) {
                if (id == ROWS / 2) {
                    await().atMost(PATIENCE).until(() -> keys(redis.master(), "fast:*") > 0);
                    redis.master().kill();
                }
                feed.send(id, "{\"id\":" + id + "}", id);
            }
            redis.awaitPromotion();

            // The last of them go to the new master alone.
            await().atMost(PATIENCE).until(() -> holds(redis.replica(), "fast:" + (ROWS - 1)));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(service.health("ready").body())
                            .contains("0 of the 1 replicas have it that the option waitReplicas asks for"));
            redis.master().start();
            service.awaitReady(PATIENCE);
            await().atMost(PATIENCE).until(() -> keys(redis.replica(), "safe:*") == ROWS);
        }
        assertThat(service.log()).content().doesNotContain("\tat ");
        assertThat(service.metrics()).doesNotContainPattern("cdc_sink_writes_total\\{[^}]*dead");
    }

    @Test
    void aClusterTakesDeletesAndUpdatesOfAllKeys() throws Exception {
        try (RedisCluster cluster = new RedisCluster("topologies-cluster")) {
            cluster.start();
            start("cluster", cluster.urls(), new ServiceEnvironment().flows("deliver-cache"));
            for (int id = 0; id < ROWS; id++) {
                feed.send(id, "{\"id\":" + id + "}", ROWS + id);
            }
            await().atMost(PATIENCE).until(() -> keys(cluster) == ROWS);
            for (int id = 0; id < ROWS; id += 2) {
                feed.delete(id, 2 * ROWS + id);
            }
            await().atMost(PATIENCE).until(() -> keys(cluster) == ROWS / 2);
            cluster.nodes()
                    .forEach(node -> assertThat(keys(node, Feed.TABLE + ":*"))
                            .as(node.name())
                            .isPositive());
        }
    }

    private void start(String type, List<String> urls, ServiceEnvironment environment) {
        service = new CdcService(
                "topologies-" + type,
                environment
                        .kafka(KAFKA)
                        .with("QUARKUS_REDIS_CLIENT_TYPE", type)
                        .with("QUARKUS_REDIS_HOSTS", String.join(",", urls)));
        service.start();
        service.awaitReady(PATIENCE);
    }

    private static long keys(RedisCluster cluster) {
        return cluster.nodes().stream()
                .mapToLong(node -> keys(node, Feed.TABLE + ":*"))
                .sum();
    }

    private static long keys(RedisServer server, String pattern) {
        String answer = server.ask("EVAL \"return #redis.call('KEYS', '" + pattern + "')\" 0");
        return answer.startsWith(":") ? Long.parseLong(answer.substring(1).strip()) : 0;
    }

    private static boolean holds(RedisServer server, String key) {
        return server.ask("EXISTS " + key).startsWith(":1");
    }
}
