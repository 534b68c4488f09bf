package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FaultyWorld.Provider.class)
class ServerRestartIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final FaultyWorld world;

    ServerRestartIT(FaultyWorld world) {
        this.world = world;
    }

    @Test
    @Tag("faults")
    void nothingIsLostOrReorderedWhenKafkaIsKilledInMidStream() throws Exception {
        Map<String, List<String>> committed;
        try (SteadyWriter writer = new SteadyWriter(world.odg)) {
            writer.awaitMore(300);
            world.kafka.kill();
            writer.awaitMore(300);
            assertLagIsRefused();
            world.kafka.start();
            writer.awaitMore(300);
            committed = writer.end();
        }

        assertNothingLost("Kafka killed in mid-stream", committed);
    }

    private void assertLagIsRefused() {
        HttpResponse<String> answer = Caller.VIEWER.call(world.service(), "GET", "/admin/flows/deliver-cache/lag");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Kafka can't be asked how far the flow deliver-cache is behind: ");
    }

    @Test
    void nothingIsLostOrReorderedWhenPostgresIsKilledInMidStream() throws Exception {
        Map<String, List<String>> committed = new HashMap<>(writeUntilEnd());
        world.postgres.kill();
        await().atMost(PATIENCE)
                .until(() -> world.service().health("ready").body().contains("can't be reached"));
        world.postgres.start();
        committed.putAll(writeUntilEnd());

        assertNothingLost("PostgreSQL killed in mid-stream", committed);
    }

    private Map<String, List<String>> writeUntilEnd() throws Exception {
        try (SteadyWriter writer = new SteadyWriter(world.odg)) {
            writer.awaitMore(300);
            return writer.end();
        }
    }

    private void assertNothingLost(String fault, Map<String, List<String>> committed) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(world.compare("data_contracts").differences())
                        .isEmpty());
        // A batch that Kafka took in part is sent again, as is what was not confirmed to PostgreSQL.
        TopicAudit audit = TopicAudit.of(committed, world.topics.read(ODG_TOPIC + "data_contracts"), 3);
        System.out.println(fault + ": " + audit);
        assertThat(audit.sent()).isGreaterThanOrEqualTo(600);
        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.seen() - audit.duplicated()).isEqualTo(audit.sent());
    }
}
