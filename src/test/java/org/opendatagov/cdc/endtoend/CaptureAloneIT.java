package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

@ExtendWith(CaptureWorld.Provider.class)
class CaptureAloneIT {

    private final CaptureWorld world;

    CaptureAloneIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void withoutRedisElasticsearchAndTimescaleCaptureIsReadyAndCaptures() throws Exception {
        UUID id = UUID.randomUUID();
        try (CdcService service = CaptureWorld.start("alone", world.environment())) {
            service.awaitReady(Duration.ofMinutes(1));
            world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'd')", id);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !world.topics
                            .read(World.ODG_TOPIC + "quality_reports", "id", id)
                            .isEmpty());
            JsonNode ready = TopicReader.tree(service.health("ready").body());
            assertThat(HealthAndMetricsIT.check(ready, "connectors").fieldNames())
                    .toIterable()
                    .containsExactly("odg-postgresql-cdc");
            assertThat(HealthAndMetricsIT.check(ready, "flows").isEmpty()).isTrue();
            assertThat(HealthAndMetricsIT.check(ready, "sinks").isEmpty()).isTrue();
            assertThat(service.log()).content().doesNotContain("\tat ");
        }
    }
}
