package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService.Answer;

@ExtendWith(FaultyWorld.Provider.class)
class ServersDownAtStartIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofSeconds(75);

    private final FaultyWorld world;
    private final String id = UUID.randomUUID().toString();

    ServersDownAtStartIT(FaultyWorld world) {
        this.world = world;
    }

    @BeforeEach
    void stopService() {
        world.service().stop();
    }

    @Test
    @Tag("faults")
    void withoutKafkaTheServiceStartsAndSaysWhatItMisses() throws Exception {
        world.kafka.stop();
        world.service().start();

        awaitReadiness(
                "Kafka doesn't answer at " + world.kafka.bootstrapServers(),
                "kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS)");
        await().atMost(PATIENCE).until(() -> world.service().health("started").status() == 200);
        staysLiveForLong();

        world.kafka.start();
        assertItWorks();
    }

    @Test
    @Tag("faults")
    void withoutPostgresTheServiceStartsAndSaysWhatItMisses() throws Exception {
        world.postgres.stop();
        world.service().start();

        awaitReadiness(
                "PostgreSQL at 127.0.0.1:" + world.postgres.port() + "/odg can't be reached",
                "cdc.odg.host and cdc.odg.port");
        assertThat(world.service().health("ready").body()).contains("cdc.timescale.host and cdc.timescale.port");
        await().atMost(PATIENCE).until(() -> world.service().health("started").status() == 200);
        staysLiveForLong();

        world.postgres.start();
        assertItWorks();
    }

    @Test
    @Tag("faults")
    void withoutRedisAndElasticsearchTheServiceStartsAndSaysWhatItMisses() throws Exception {
        world.redis.stop();
        world.elasticsearch.stop();
        world.service().start();

        awaitReadiness(
                "Redis at 127.0.0.1:" + world.redis.port(),
                "Elasticsearch at " + world.elasticsearch.hostAndPort() + " can't be reached");
        await().atMost(PATIENCE).until(() -> world.service().health("started").status() == 200);
        staysLiveForLong();

        world.redis.start();
        world.elasticsearch.start();
        assertItWorks();
    }

    private void awaitReadiness(String... sentences) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer ready = world.service().health("ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).contains(sentences);
        });
    }

    /** Longer than any client's patience with its server. */
    private void staysLiveForLong() {
        await().during(LONG)
                .atMost(LONG.plus(PATIENCE))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> world.service().health("live").status() == 200
                        && world.service().health("ready").status() == 503);
    }

    private void assertItWorks() throws Exception {
        world.service().awaitReady(PATIENCE);
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?::uuid, 'd')", id);
        world.sinks().await("quality_reports", id, "dataset_id", "d");
        assertThat(world.service().log()).content().doesNotContain("\tat ");
    }
}
