package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

@ExtendWith(CaptureWorld.Provider.class)
class StandbyIT {

    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    private final CaptureWorld world;

    StandbyIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void ofTwoReplicasOneCapturesAndTheOtherTakesOverWhenItIsKilled() throws Exception {
        try (CdcService leader = CaptureWorld.start("leader", world.environment())) {
            leader.awaitReady(Duration.ofMinutes(1));
            try (CdcService standby = CaptureWorld.start("standby", world.environment())) {
                standby.awaitReady(Duration.ofMinutes(1));
                assertThat(ConnectorStates.ofOdg(leader)).isEqualTo("STREAMING");
                assertThat(ConnectorStates.ofOdg(standby))
                        .isEqualTo("STANDBY: another process captures slot debezium_odg");

                leader.kill();
                UUID id = UUID.randomUUID();
                world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'd')", id);

                await().atMost(TAKEOVER)
                        .untilAsserted(
                                () -> assertThat(ConnectorStates.ofOdg(standby)).isEqualTo("STREAMING"));
                await().atMost(TAKEOVER)
                        .until(() -> !world.topics
                                .read(World.ODG_TOPIC + "quality_reports", "id", id)
                                .isEmpty());
            }
        }
    }
}
