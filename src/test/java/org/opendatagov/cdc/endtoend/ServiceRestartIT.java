package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FaultyWorld.Provider.class)
class ServiceRestartIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FaultyWorld world;

    ServiceRestartIT(FaultyWorld world) {
        this.world = world;
    }

    @Test
    @Tag("faults")
    void nothingIsLostOrReorderedWhenTheServiceIsStoppedAndKilledInMidStream() throws Exception {
        Map<String, List<String>> committed;
        try (SteadyWriter writer = new SteadyWriter(world.odg)) {
            writer.awaitMore(500);
            world.service().stop();
            writer.awaitMore(200);
            startAgain();
            writer.awaitMore(500);
            world.service().kill();
            writer.awaitMore(200);
            startAgain();
            writer.awaitMore(200);
            committed = writer.end();
        }

        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(world.compare("data_contracts").differences())
                        .isEmpty());
        TopicAudit audit = TopicAudit.of(committed, world.topics.read(ODG_TOPIC + "data_contracts"), 2);
        System.out.println("Restart in mid-stream: " + audit);
        assertThat(audit.sent()).isGreaterThan(1_500);
        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.seen() - audit.duplicated()).isEqualTo(audit.sent());
    }

    private void startAgain() {
        world.service().start();
        world.service().awaitReady(PATIENCE);
    }
}
