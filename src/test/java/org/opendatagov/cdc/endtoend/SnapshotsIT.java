package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.SnapshotProgress;
import org.opendatagov.cdc.capture.SnapshotTable;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.servers.CdcService;

@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class SnapshotsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Map<String, String> SLOWLY =
            Map.of("snapshotMode", "no_data", "incrementalSnapshotChunkSize", "10");

    private final CaptureWorld world;

    SnapshotsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void tablesAreReadAgainWhileTheStreamGoesOn() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "again", 20_000, 0, 10_000);
        List<SnapshotProgress> before = new ArrayList<>();
        List<SnapshotProgress> beside = new ArrayList<>();
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "initial"));
                Connection open = world.postgres.connect(world.odg.name())) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
                before.add(capture.status().snapshot());
                return capture.status().state() == ConnectorState.STREAMING;
            });
            // A transaction that is open all the time, and a later one that is over.
            open.setAutoCommit(false);
            Database.run(open, "UPDATE again_0 SET version = 1 WHERE id = 15000");
            world.odg.run("UPDATE again_2 SET version = 1 WHERE id = 1");

            capture.snapshots.start(
                    stage.connector(),
                    List.of(
                            new SnapshotTable(stage.table(0), null),
                            new SnapshotTable(stage.table(1), null),
                            new SnapshotTable(stage.table(2), "id = 7 OR id = 8")));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
                beside.add(capture.snapshots.progress(stage.connector()));
                return "r0 r0".equals(stage.events(2).get(8L));
            });
            assertThatThrownBy(() -> capture.snapshots.start(
                            stage.connector(), List.of(new SnapshotTable(stage.table(2), "version = 'x'"))))
                    .isInstanceOf(Refused.class);
            open.commit();
            await().atMost(PATIENCE).until(() -> stage.events(0).get(15_000L).endsWith("u1"));

            assertThat(stage.events(0)).hasSize(20_000).containsEntry(15_000L, "r0 r0 u1");
            assertThat(stage.events(0).values()).filteredOn("r0 r0"::equals).hasSize(19_999);
            assertThat(stage.events(2))
                    .hasSize(10_000)
                    .containsEntry(1L, "r0 u1")
                    .containsEntry(9L, "r0");
        }
        assertThat(before)
                .filteredOn(Objects::nonNull)
                .allMatch(progress -> !progress.incremental() && progress.tables() == 3)
                .allMatch(progress -> progress.expectedRows() == 30_000)
                .anyMatch(progress -> progress.tablesDone() == 0 && progress.rows() < 20_000)
                .anyMatch(progress -> progress.tablesDone() == 2 && progress.rows() > 20_000);
        assertThat(beside)
                .filteredOn(Objects::nonNull)
                .isNotEmpty()
                .allMatch(progress -> progress.incremental() && progress.tables() == 3);
    }

    @Test
    void aSnapshotGoesOnInAnotherReplicaWhenTheOneThatTakesItIsKilled() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "killed", 15_000, 5_000);
        try (CdcService leader = stage.service("leader", SLOWLY)) {
            leader.awaitReady(PATIENCE);
            try (LocalCapture standby = stage.local(SLOWLY)) {
                standby.awaitState(ConnectorState.STANDBY);
                standby.snapshots.start(
                        stage.connector(),
                        List.of(new SnapshotTable(stage.table(0), null), new SnapshotTable(stage.table(1), null)));
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                    SnapshotProgress progress = standby.snapshots.progress(stage.connector());
                    return progress != null && progress.rows() > 1_000;
                });
                leader.kill();
                SnapshotProgress seen = standby.snapshots.progress(stage.connector());
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> standby.status().snapshot() != null);
                assertThat(standby.status().snapshot().rows()).isGreaterThanOrEqualTo(seen.rows());
                await().atMost(PATIENCE).until(() -> standby.snapshots.progress(stage.connector()) == null);
            }
        }
        Map<Long, String> events = stage.events(0);
        long twice = events.values().stream().filter(of -> !of.equals("r0")).count();
        System.out.println("Leader killed in a snapshot on demand: " + twice + " of " + events.size() + " rows twice");
        assertThat(events).hasSize(15_000);
        assertThat(twice).isZero();
        assertThat(stage.events(1)).hasSize(5_000);
    }

    @Test
    void withoutASnapshotNothingIsLostFromTheSlotsCreationOn() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "nodata", 10);
        // As it is when the connector was killed just after it had made its slot.
        world.odg.run("SELECT pg_create_logical_replication_slot('nodata', 'pgoutput')");
        // What nobody captures keeps PostgreSQL busy while heartbeats come.
        world.odg.run("CREATE TABLE nodata_others AS SELECT i FROM generate_series(1, 1000000) i");
        stage.insert(0, 11, 20);
        Map<String, String> heartbeats = Map.of("snapshotMode", "no_data", "heartbeatIntervalMs", "1");
        try (LocalCapture capture = stage.local(heartbeats)) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> world.topics.topics().contains("__debezium-heartbeat.nodata"));
        }
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "no_data"))) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.insert(0, 21, 30);
            await().atMost(PATIENCE).until(() -> stage.events(0).containsKey(30L));
        }
        assertThat(stage.events(0)).hasSize(20);
    }

    @Test
    void aSnapshotThatFailsOrIsStoppedLeavesTheStreamAlone() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "fails", 10_000);
        String connector = stage.connector();
        try (LocalCapture capture = stage.local(SLOWLY)) {
            capture.awaitState(ConnectorState.STREAMING);
            Instant since = capture.status().since();
            capture.snapshots.start(
                    connector, List.of(new SnapshotTable(stage.table(0), "1 / (id - 5000) IS NOT NULL")));
            await().atMost(PATIENCE).until(() -> stage.events(0).size() > 1_000);
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress(connector) == null);
            stage.insert(0, 40_001, 40_001);
            await().atMost(PATIENCE).until(() -> stage.events(0).containsKey(40_001L));
            assertThat(stage.events(0)).hasSizeBetween(4_900, 5_000);

            capture.snapshots.start(connector, List.of(new SnapshotTable(stage.table(0), null)));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> capture.snapshots.progress(connector) != null);
            assertThatThrownBy(
                            () -> capture.snapshots.start(connector, List.of(new SnapshotTable(stage.table(0), null))))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("is running (0 of 1 tables");
            capture.snapshots.stop(connector, List.of());
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress(connector) == null);
            assertThat(stage.events(0)).doesNotContainKey(10_000L);
            assertThatThrownBy(() -> capture.snapshots.stop(connector, List.of()))
                    .isInstanceOf(Refused.class)
                    .hasMessage("connector fails-connector has no snapshot on demand to stop");
            assertThat(capture.status().since()).isEqualTo(since);
        }
    }

    @Test
    void aSnapshotThatKeepsItsConnectorFromStreamingIsGivenUp() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "poison", 10_000);
        String connector = stage.connector();
        try (LocalCapture capture = stage.local(SLOWLY)) {
            capture.awaitState(ConnectorState.STREAMING);
            capture.snapshots.start(
                    connector, List.of(new SnapshotTable(stage.table(0), "1 / (version - 7) IS NOT NULL")));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !stage.topicIsEmpty(0));
        }
        assertThat(stage.events(0)).hasSizeLessThan(9_900);
        world.odg.run("UPDATE poison_0 SET version = 7");
        try (LocalCapture capture = stage.local(SLOWLY)) {
            capture.awaitState(ConnectorState.STREAMING);
            await().atMost(PATIENCE)
                    .until(() -> stage.events(0).getOrDefault(10_000L, "").equals("u7"));
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress(connector) == null);
        }
    }

    @Test
    void whatCannotBeReadAgainIsRefusedInOneSentence() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "refused", 1);
        world.odg.run("CREATE TABLE refused_others (id int PRIMARY KEY)");
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "no_data"))) {
            String connector = stage.connector();
            assertThatThrownBy(
                            () -> capture.snapshots.start(connector, List.of(new SnapshotTable(stage.table(0), null))))
                    .hasMessageContaining("takes snapshots on demand while it streams, and is STARTING now");
            capture.awaitState(ConnectorState.STREAMING);
            assertThatThrownBy(() -> capture.snapshots.start("other", List.of()))
                    .hasMessage("this process has no connector other; its connectors are refused-connector");
            assertRefused(capture, connector, "needs at least one table");
            assertRefused(
                    capture,
                    connector,
                    "connector refused-connector doesn't capture table public.refused_others; name a table that"
                            + " it captures as schema.table",
                    new SnapshotTable("public.refused_others", null));
            assertRefused(
                    capture,
                    connector,
                    "doesn't capture table public.refused_9, which PostgreSQL at",
                    new SnapshotTable("public.refused_9", null));
            assertRefused(
                    capture,
                    connector,
                    "table public.refused_0 is named twice",
                    new SnapshotTable(stage.table(0), null),
                    new SnapshotTable(stage.table(0), "id = 1"));
            for (String condition : List.of(" ", "id = 1; DROP TABLE refused_0", "id = 1 -- x", "id /* x */ = 1")) {
                assertRefused(
                        capture,
                        connector,
                        "write one SQL expression without them",
                        new SnapshotTable(stage.table(0), condition));
            }
            for (String condition : List.of("no_such = 1", "id = ", "id = 1 LIMIT 5", "id = 1) OR (id = 2", "'x'")) {
                assertRefused(
                        capture,
                        connector,
                        "the condition on table public.refused_0 is refused by PostgreSQL at",
                        new SnapshotTable(stage.table(0), condition));
            }
            world.odg.run("ALTER TABLE refused_0 DROP CONSTRAINT refused_0_pkey");
            assertRefused(capture, connector, "has no primary key", new SnapshotTable(stage.table(0), null));
        }
    }

    private static void assertRefused(LocalCapture capture, String connector, String message, SnapshotTable... tables) {
        assertThatThrownBy(() -> capture.snapshots.start(connector, List.of(tables)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.BAD_REQUEST))
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aConnectorThatOnlyTakesASnapshotRestsWhenItIsDoneAndDoesNotTakeItAgain() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "once", 1_000, 0);
        for (int run = 0; run < 2; run++) {
            try (LocalCapture capture = stage.local(Map.of("snapshotMode", "initial_only"))) {
                capture.awaitState(ConnectorState.STOPPED);
                assertThat(capture.status().reason()).startsWith("the snapshot is done");
            }
        }
        assertThat(stage.events(0)).hasSize(1_000);
        assertThat(stage.events(0).values()).containsOnly("r0");
        assertThat(stage.slot("active")).isNull();
    }

    @Test
    void aConnectorWhoseTablesAreEmptyRestsToo() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "none", 0);
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "initial_only"))) {
            capture.awaitState(ConnectorState.STOPPED);
        }
    }

    @Test
    void aNewSnapshotIsTakenWhenNeeded() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "needed", 100);
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "when_needed"))) {
            capture.awaitState(ConnectorState.STREAMING);
            world.odg.run("UPDATE needed_0 SET version = 1 WHERE id = 1");
            await().atMost(PATIENCE).until(() -> "r0 u1".equals(stage.events(0).get(1L)));
        }
        stage.dropSlot();
        world.odg.run("UPDATE needed_0 SET version = 2 WHERE id = 1");
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "when_needed"))) {
            capture.awaitState(ConnectorState.STREAMING);
            await().atMost(PATIENCE)
                    .until(() -> "r0 u1 r2".equals(stage.events(0).get(1L)));
        }
        try (LocalCapture capture = stage.local(Map.of("snapshotMode", "always"))) {
            capture.awaitState(ConnectorState.STREAMING);
            world.odg.run("UPDATE needed_0 SET version = 3 WHERE id = 1");
            await().atMost(PATIENCE).until(() -> stage.events(0).get(1L).endsWith("u3"));
        }
        assertThat(stage.events(0)).containsEntry(1L, "r0 u1 r2 r2 u3").containsEntry(2L, "r0 r0 r0");
    }

    @Test
    void rowsOfASignalTableAskForSnapshotsToo() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "table", 100);
        world.odg.run("CREATE TABLE table_signals (id varchar(42) PRIMARY KEY, type varchar(32), data varchar(2048))");
        world.odg.run("ALTER PUBLICATION \"table\" ADD TABLE table_signals");
        try (LocalCapture capture =
                stage.local(Map.of("snapshotMode", "no_data", "signalDataCollection", "public.table_signals"))) {
            capture.awaitState(ConnectorState.STREAMING);
            world.odg.run(
                    "INSERT INTO table_signals VALUES (?, 'execute-snapshot', ?)",
                    "1",
                    Signals.tables(stage.table(0)).toString());
            await().atMost(PATIENCE).until(() -> stage.events(0).size() == 100);
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress(stage.connector()) == null);
        }
    }
}
