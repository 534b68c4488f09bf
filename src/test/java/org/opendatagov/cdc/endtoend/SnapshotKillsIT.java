package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/**
 * Kills the service at random moments of snapshots on demand, while rows change in the tables that are read and in another. Rows of a
 * snapshot come in the midst of the stream and bear the LSN of the event that comes next.
 */
@ExtendWith(CaptureWorld.Provider.class)
class SnapshotKillsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final CaptureWorld world;

    SnapshotKillsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void nothingIsLostAndNothingComesTwiceWhenTheServiceIsKilledInASnapshotOnDemand() throws Exception {
        kill(new SnapshotStage(world, "snapkills", 3_000, 1_000, 0), 2, 1_000, 3_000, 1_000);
    }

    /** Their rows come from chunks, of which one is compressed and new ones are made meanwhile. */
    @Test
    void norOfHypertables() throws Exception {
        kill(SnapshotStage.ofHypertables(world, "hyperkills", 3_000, 1_000, 0), 1, 1_000, 3_000, 1_000);
    }

    @Test
    @Tag("faults")
    void norWhenItIsKilledFiftyTimes() throws Exception {
        kill(new SnapshotStage(world, "snapkillsmany", 40_000, 10_000, 0), 50, 3_000, 40_000, 10_000);
    }

    @Test
    @Tag("faults")
    void norOfHypertablesWhenItIsKilledThirtyTimes() throws Exception {
        kill(SnapshotStage.ofHypertables(world, "hyperkillsmany", 40_000, 10_000, 0), 30, 3_000, 40_000, 10_000);
    }

    /** Kills it and checks; the tables are read again as soon as no snapshot is under way. */
    private void kill(SnapshotStage stage, int kills, int millis, int... rows) throws Exception {
        Random random = new Random();
        int requests = 0;
        Map<String, List<String>> committed;
        try (CdcService service = stage.service("leader", Map.of("snapshotMode", "no_data", "maxBatchSize", "64"))) {
            service.awaitReady(PATIENCE);
            try (SnapshotLoad load = new SnapshotLoad(stage.database(), stage.table(2), stage.table(0), rows[0])) {
                for (int kill = 0; kill < kills; kill++) {
                    if (!isReading(stage)) {
                        request(stage);
                        requests++;
                        await().atMost(PATIENCE)
                                .pollInterval(Duration.ofMillis(5))
                                .until(() -> isReading(stage));
                    }
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(millis));
                    service.kill();
                    service.start();
                    // Not always: it is killed while it starts, too.
                    if (random.nextInt(4) > 0) {
                        service.awaitReady(PATIENCE);
                    }
                }
                committed = load.end();
            }
            stage.insert(2, 2_000_000_000, 2_000_000_000);
            await().atMost(PATIENCE).until(() -> stage.events(2).containsKey(2_000_000_000L));
            await().atMost(PATIENCE).until(() -> !isReading(stage));
        }
        check(stage, committed, rows, requests);
    }

    private void request(SnapshotStage stage) throws Exception {
        Signals.send(
                world.kafka,
                stage.connector(),
                "execute-snapshot",
                Signals.tables(
                        stage.table(0).replace(".", "\\."), stage.table(1).replace(".", "\\.")));
    }

    private boolean isReading(SnapshotStage stage) {
        String offset = stage.offset();
        return offset != null && offset.contains("incremental_snapshot_collections");
    }

    private void check(SnapshotStage stage, Map<String, List<String>> committed, int[] rows, int requests)
            throws Exception {
        int lost = 0;
        int twice = 0;
        int readTwice = 0;
        Map<String, String> seen = new HashMap<>();
        for (int table = 0; table < 3; table++) {
            String name = stage.table(table);
            stage.events(table).forEach((id, events) -> seen.put(name + ":" + id, events));
        }
        for (Map.Entry<String, List<String>> row : committed.entrySet()) {
            List<String> changes = changes(seen.getOrDefault(row.getKey(), ""));
            List<String> missing = row.getValue().stream()
                    .filter(change -> !changes.contains(change))
                    .toList();
            lost += missing.size();
            twice += changes.size() - (row.getValue().size() - missing.size());
            if (missing.isEmpty() && changes.stream().distinct().count() == changes.size()) {
                assertThat(changes).as(row.getKey()).isEqualTo(row.getValue());
            }
        }
        int reads = 0;
        for (String events : seen.values()) {
            int times = events.split(" ").length - changes(events).size();
            reads += times;
            readTwice += Math.max(0, times - requests);
        }
        System.out.println("Killed in " + requests + " snapshots on demand (" + stage.connector() + "): "
                + committed.values().stream().mapToInt(List::size).sum() + " changes, " + lost + " lost, " + twice
                + " twice; " + reads + " rows read, " + readTwice + " of them again");
        assertThat(lost).as("lost").isZero();
        assertThat(twice).as("twice").isZero();
        assertThat(readTwice).as("read again from an earlier place").isZero();
        assertThat(stage.events(1)).hasSize(rows[1]);
        assertThat(stage.settled(0)).as("what a sink would hold").isEqualTo(versions(stage, stage.settled(0)));
    }

    /** What came from the WAL of a row's events. */
    private static List<String> changes(String events) {
        return Arrays.stream(events.split(" "))
                .filter(event -> !event.startsWith("r") && !event.isEmpty())
                .toList();
    }

    /** The versions of the rows of the first table that are asked for. */
    private Map<Long, Integer> versions(SnapshotStage stage, Map<Long, Integer> asked) throws Exception {
        Map<Long, Integer> versions = new HashMap<>();
        try (Connection connection = world.postgres.connect(stage.database().name());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, version FROM " + stage.table(0))) {
            while (row.next()) {
                versions.put(row.getLong(1), row.getInt(2));
            }
        }
        return asked.keySet().stream().collect(Collectors.toMap(id -> id, versions::get));
    }
}
