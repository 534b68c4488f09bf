package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.CapturedPosition;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.SnapshotTable;
import org.opendatagov.cdc.servers.PostgresServer;
import org.postgresql.replication.LogSequenceNumber;

/** A database that can only be read: a physical standby. */
@ExtendWith(CaptureWorld.Provider.class)
class StandbyDatabaseIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;

    StandbyDatabaseIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    @Tag("faults")
    void aStandbyIsReadFollowedAndReadAgain() throws Exception {
        SnapshotStage stage = new SnapshotStage(world, "readonly", 3_000);
        try (PostgresServer standby = PostgresServer.standbyOf(world.postgres, "capture-standby")) {
            standby.start();
            Map<String, String> options = Map.of("snapshotMode", "initial", "incrementalSnapshotChunkSize", "50");
            try (LocalCapture capture = stage.local(standby, options)) {
                await().atMost(PATIENCE).until(() -> {
                    // A new slot on a standby begins where the primary logs its running transactions.
                    world.odg.run("SELECT pg_log_standby_snapshot()");
                    return capture.status().state() == ConnectorState.STREAMING;
                });
                world.odg.run("UPDATE readonly_0 SET version = 1 WHERE id = 1");
                await().atMost(PATIENCE)
                        .until(() -> "r0 u1".equals(stage.events(0).get(1L)));

                try (CapturedPosition position = capture.position()) {
                    // Nothing can be written on a standby, so whoever waits has written the message himself.
                    assertThat(position.push()).isNull();
                    long committed =
                            world.odg.number("SELECT pg_logical_emit_message(true, 'opendatagov-cdc', '') - '0/0'");
                    await().atMost(PATIENCE).until(() -> {
                        LogSequenceNumber reached = position.follow(Duration.ofMillis(100));
                        return reached != null && reached.asLong() >= committed;
                    });
                }

                capture.snapshots.start(stage.connector(), List.of(new SnapshotTable(stage.table(0), "id <= 2500")));
                await().atMost(PATIENCE)
                        .until(() -> "r0 r0".equals(stage.events(0).get(2_500L)));
                await().atMost(PATIENCE).until(() -> capture.snapshots.progress(stage.connector()) == null);
                capture.snapshots.start(stage.connector(), List.of(new SnapshotTable(stage.table(0), null)));
                await().atMost(PATIENCE)
                        .until(() -> "r0 r0 r0".equals(stage.events(0).get(2L)));
            }
            try (LocalCapture again = stage.local(standby, options)) {
                await().atMost(PATIENCE)
                        .until(() -> "r0 r0".equals(stage.events(0).get(3_000L)));
                await().atMost(PATIENCE).until(() -> again.snapshots.progress(stage.connector()) == null);
                assertThat(again.snapshots.incomplete(stage.connector())).isEmpty();
            }
        }
    }
}
