package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The only test that writes lineage_events. */
@ExtendWith(SharedWorld.Provider.class)
class LargeTransactionIT {

    private static final int ROWS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SharedWorld world;
    private final String run = UUID.randomUUID().toString();

    LargeTransactionIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void aTransactionOfTenThousandRowsArrivesWholeAndInOrderPerKey() throws Exception {
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            connection.setAutoCommit(false);
            Database.run(
                    connection,
                    "INSERT INTO lineage_events (event_type, run_id, inputs)"
                            + " SELECT 'step-' || n, ?, jsonb_build_array(n) FROM generate_series(1, ?) n",
                    run,
                    ROWS);
            assertThat(Database.run(
                            connection, "UPDATE lineage_events SET producer = 'u' WHERE right(event_type, 1) = '1'"))
                    .isEqualTo(ROWS / 10);
            assertThat(Database.run(connection, "DELETE FROM lineage_events WHERE right(event_type, 2) = '11'"))
                    .isEqualTo(ROWS / 100);
            connection.commit();
        }

        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(world.compare("lineage_events").differences())
                        .isEmpty());
        assertThat(world.compare("lineage_events").rows()).isEqualTo(ROWS - ROWS / 100);
        assertThat(histories())
                .isEqualTo(Map.of(
                        List.of("c"), ROWS * 9L / 10,
                        List.of("c", "u"), ROWS / 10L - ROWS / 100,
                        List.of("c", "u", "d", "tombstone"), ROWS / 100L));
    }

    /** What happened to a row, in the topic's order, and to how many rows it did. */
    private Map<List<String>, Long> histories() {
        List<TopicRecord> events = world.topics.read(ODG_TOPIC + "lineage_events");
        assertThat(events.stream()
                        .filter(event -> !event.isTombstone())
                        .map(event -> event.value().at("/source/txId").asLong())
                        .distinct())
                .as("transactions")
                .hasSize(1);
        Map<String, List<String>> byKey = events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.key().toString(),
                        HashMap::new,
                        Collectors.mapping(TopicRecord::operation, Collectors.toList())));
        return byKey.values().stream().collect(Collectors.groupingBy(history -> history, Collectors.counting()));
    }
}
