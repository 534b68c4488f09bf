package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService.Answer;

/** Route files that change while the service runs. */
@ExtendWith(SharedWorld.Provider.class)
class RouteEditsIT {

    private static final String FILE = "edited.yaml";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SharedWorld world;

    RouteEditsIT(SharedWorld world) {
        this.world = world;
    }

    @AfterEach
    void removeFlow() {
        world.routes.remove(FILE);
        await().atMost(PATIENCE).until(() -> readiness("flows").path("edited").isMissingNode());
    }

    @Test
    void aFlowIsAddedBrokenChangedAndRemovedWhileTheOthersGoOn() throws IOException {
        long starts = startsOfOthers();

        world.routes.put(FILE, flow("first"));
        awaitDelivery("first");

        world.routes.put(FILE, flow("first").replace("expiry", "expire"));
        await().atMost(PATIENCE)
                .until(
                        () -> readiness("route-files").path(FILE).asText(),
                        text -> text.endsWith(
                                FILE + ":11: cdc-cache has no option expire; docs/components.md lists its options"));
        assertThat(world.service().health("ready").status()).isEqualTo(200);
        assertThat(world.service().metrics()).contains("cdc_routes_refused 1.0");
        awaitDelivery("first");

        world.routes.put(FILE, flow("second"));
        awaitDelivery("second");
        assertThat(readiness("route-files")).isEmpty();
        assertThat(startsOfOthers()).isEqualTo(starts);
    }

    private static String flow(String prefix) {
        return """
                - route:
                    id: edited
                    from:
                      uri: cdc-events:edited
                      parameters:
                        topics: cdc.odg.public.quality_reports
                      steps:
                        - to:
                            uri: cdc-cache:edited
                            parameters:
                              expiry: 1m
                              key: "%s:{key}"
                """.formatted(prefix);
    }

    /** Waits until a new row comes under the prefix. One that was written before a change may still have gone the old way. */
    private void awaitDelivery(String prefix) {
        Set<String> entries = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            UUID id = UUID.randomUUID();
            world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'edited')", id);
            entries.add(prefix + ":" + id);
            return entries.stream().anyMatch(entry -> world.sinks().cache().get(entry) != null);
        });
    }

    private JsonNode readiness(String check) {
        Answer ready = world.service().health("ready");
        return HealthAndMetricsIT.check(TopicReader.tree(ready.body()), check);
    }

    /** How often flows other than the edited one have joined their groups. */
    private long startsOfOthers() throws IOException {
        try (Stream<String> lines = Files.lines(world.service().log())) {
            return lines.filter(line -> line.contains("consumes as a member") && !line.contains("edited"))
                    .count();
        }
    }
}
