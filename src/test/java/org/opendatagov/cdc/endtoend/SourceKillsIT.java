package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.SnapshotProgress;

/** PostgreSQL dies at bad moments. */
@ExtendWith(CaptureWorld.Provider.class)
@Tag("faults")
class SourceKillsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROWS = 200_000;

    /** Small batches, so that a snapshot of {@link #ROWS} takes a while. */
    private static final Map<String, String> SLOWLY =
            Map.of("snapshotFetchSize", "100", "maxBatchSize", "100", "maxQueueSize", "200");

    private final CaptureWorld world;

    SourceKillsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void aSnapshotInWhichPostgresIsKilledBeginsAgainAndReadsEveryRow() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "killed_snapshot", ROWS);
        try (LocalCapture capture = stage.local(SLOWLY)) {
            await().atMost(PATIENCE).until(() -> rows(capture) > ROWS / 20);
            long before = rows(capture);
            world.postgres.kill();
            assertThat(before).as("rows when it was killed").isLessThan(ROWS);
            capture.awaitState(ConnectorState.WAITING);
            world.postgres.start();
            await().atMost(PATIENCE).until(() -> capture.status().state() == ConnectorState.STREAMING);

            world.odg.run("UPDATE killed_snapshot_0 SET version = 1 WHERE id = 7");
            await().atMost(PATIENCE).until(() -> stage.events(0).get(7L).endsWith("u1"));
            Map<Long, String> events = stage.events(0);
            assertThat(events).hasSize(ROWS);
            assertThat(events.values()).allSatisfy(row -> assertThat(row).matches("r0( r0)*( u1)?"));
        }
        stage.dropSlot();
    }

    @Test
    void aDatabaseThatRecoversForLongIsWaitedFor() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "long_recovery", 10);
        try (LocalCapture capture = stage.local(Map.of())) {
            await().atMost(PATIENCE).until(() -> capture.status().state() == ConnectorState.STREAMING);
            // What there is to recover, so that the recovery can be caught at it.
            stage.insert(0, 11, ROWS);
            world.postgres.kill();
            capture.awaitState(ConnectorState.WAITING);
            CompletableFuture<Void> start = CompletableFuture.runAsync(world.postgres::start);
            ProcessHandle recovery = recovery();
            signal("-STOP", recovery);
            await().atMost(PATIENCE)
                    .until(() -> String.valueOf(capture.status().reason()).contains("starting up"));
            assertThat(capture.status().state()).isEqualTo(ConnectorState.WAITING);
            signal("-CONT", recovery);
            start.join();

            await().atMost(PATIENCE).until(() -> stage.events(0).size() == ROWS);
            assertThat(stage.events(0).values())
                    .allSatisfy(row -> assertThat(row).matches("[rc]0"));
        }
        stage.dropSlot();
    }

    private static long rows(LocalCapture capture) {
        SnapshotProgress progress = capture.status().snapshot();
        return progress == null ? 0 : progress.rows();
    }

    /** The server's process that reads the WAL again. */
    private ProcessHandle recovery() {
        String port = "port=" + world.postgres.port();
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> ProcessHandle.allProcesses()
                                .filter(process -> commandLine(process).startsWith("postgres: startup")
                                        && process.parent()
                                                .map(SourceKillsIT::commandLine)
                                                .orElse("")
                                                .contains(port))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "it has ended";
        }
    }

    private static void signal(String signal, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
