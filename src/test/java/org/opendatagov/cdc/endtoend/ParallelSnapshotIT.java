package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** The snapshot before the stream by several threads, in the midst of which the service is killed, while rows change. */
@ExtendWith(CaptureWorld.Provider.class)
class ParallelSnapshotIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TABLES = 8;
    private static final int ROWS = 1_500;
    private static final int LAST = TABLES - 1;

    private final CaptureWorld world;

    ParallelSnapshotIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    @Tag("faults")
    void everyRowIsReadAndItsChangesFollow() throws Exception {
        int[] rows = IntStream.range(0, TABLES)
                .map(table -> table == LAST ? 0 : ROWS)
                .toArray();
        SnapshotStage stage = new SnapshotStage(world, "parallel", rows);
        long sessions;
        try (CdcService service = stage.service("leader", Map.of("snapshotMaxThreads", "4", "maxBatchSize", "64"));
                SnapshotLoad load = new SnapshotLoad(stage.database(), stage.table(LAST), stage.table(0), ROWS)) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> IntStream.range(0, 4).anyMatch(table -> !stage.topicIsEmpty(table)));
            sessions = readers();
            service.kill();
            service.start();
            await().atMost(PATIENCE).until(() -> stage.state(service).startsWith("STREAMING"));
            load.awaitMore(50);
            load.end();
            stage.insert(LAST, 2_000_000_000, 2_000_000_000);
            await().atMost(PATIENCE).until(() -> stage.events(LAST).containsKey(2_000_000_000L));
        }

        assertThat(sessions).as("sessions that read tables").isEqualTo(4);
        for (int table = 0; table < TABLES; table++) {
            Map<Long, Integer> seen = new HashMap<>();
            stage.events(table).forEach((id, events) -> seen.put(id, lastVersion(events)));
            assertThat(seen).as(stage.table(table)).isEqualTo(versions(stage.table(table)));
        }
        assertThat(stage.events(1))
                .hasSize(ROWS)
                .allSatisfy((id, events) -> assertThat(events).matches("r0( r0)?"));
        assertThat(stage.offset()).doesNotContain("\"snapshot\"");
    }

    /** The version that a row's events end with; what came from the WAL is in order. */
    private static int lastVersion(String events) {
        List<Integer> changes = Arrays.stream(events.split(" "))
                .filter(event -> event.startsWith("u"))
                .map(event -> Integer.parseInt(event.substring(1)))
                .toList();
        assertThat(changes).isSorted();
        return Integer.parseInt(events.substring(events.lastIndexOf(' ') + 2));
    }

    private long readers() throws SQLException {
        try (Connection connection = world.postgres.connect(world.odg.name());
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'Debezium General'"
                                + " AND backend_xmin IS NOT NULL")) {
            count.next();
            return count.getLong(1);
        }
    }

    private Map<Long, Integer> versions(String table) throws SQLException {
        Map<Long, Integer> versions = new HashMap<>();
        try (Connection connection = world.postgres.connect(world.odg.name());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, version FROM " + table)) {
            while (row.next()) {
                versions.put(row.getLong(1), row.getInt(2));
            }
        }
        return versions;
    }
}
