package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** A connector whose source is another server by now, or one that was set back, or a standby that was promoted. */
@ExtendWith(CaptureWorld.Provider.class)
class OtherServersIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Map<String, String> WHEN_NEEDED = Map.of("snapshotMode", "when_needed");

    private final CaptureWorld world;

    OtherServersIT(CaptureWorld world) {
        this.world = world;
    }

    /** Its WAL is younger, so that each of its positions is lower than those that the sinks hold. */
    @Test
    void aServerThatWasMadeAnewWithSlotAndPublicationAhead() throws Exception {
        GapStage before = GapStage.in(world, "other_server");
        // The old server's WAL is far ahead.
        world.odg.run("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 40000000))");
        before.captureSome(Map.of());
        before.remove();
        try (PostgresServer other = new PostgresServer("gap-other-server")) {
            other.start();
            Sources.createOdg(other);
            GapStage stage = before.on(other);
            stage.makeTables();
            stage.sql(
                    "INSERT INTO other_server_a VALUES (1, 100), (2, 100); INSERT INTO other_server_b VALUES (1, 100), (2, 100)");
            stage.makePublication();
            stage.makeSlot();

            try (LocalCapture capture = stage.start()) {
                assertThat(GapStage.awaitGap(capture).reason())
                        .contains("is another server (system identifier ", "the stream has a gap from LSN ");
            }
            assertNewSnapshotReachesTheSinks(stage);
        }
    }

    /** As when a virtual machine is set back: the same server by its identifier and its timeline. */
    @Test
    void aServerThatWasSetBack() throws Exception {
        try (PostgresServer source = new PostgresServer("gap-set-back")) {
            source.start();
            Sources.createOdg(source);
            GapStage stage = GapStage.in(world, source, "set_back");
            stage.captureSome(Map.of());
            try (PostgresServer earlier = PostgresServer.copyOf(source, "gap-set-back-copy")) {
                earlier.start();
                stage.sql("UPDATE set_back_a SET v = 5");
                try (LocalCapture capture = stage.start()) {
                    capture.awaitState(ConnectorState.STREAMING);
                    stage.awaitSame();
                }
                GapStage back = stage.on(earlier);
                try (LocalCapture capture = back.start()) {
                    assertThat(GapStage.awaitGap(capture).reason())
                            .contains("it has been set back or is another server");
                }
                // Its WAL is longer now than the part of it that was read.
                back.sql("UPDATE set_back_a SET v = 6");
                back.sql("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000))");
                assertNewSnapshotReachesTheSinks(back);
            }
        }
    }

    /** It was copied with the slot, as failover slots are. */
    @Test
    @Tag("faults")
    void aStandbyThatIsPromotedContinuesTheStream() throws Exception {
        try (PostgresServer primary = new PostgresServer("gap-primary")) {
            primary.start();
            continueOnStandby(primary);
        }
    }

    private void continueOnStandby(PostgresServer primary) throws Exception {
        try (PostgresServer standby = PostgresServer.standbyOf(primary, "gap-standby")) {
            Sources.createOdg(primary);
            GapStage stage = GapStage.in(world, primary, "promoted");
            stage.captureSome(Map.of());
            standby.start();
            GapStage after = stage.on(standby);
            stage.insert();
            try (LocalCapture capture = stage.start()) {
                capture.awaitState(ConnectorState.STREAMING);
                stage.awaitSame();
            }
            stage.insert();
            awaitReplayed(stage, after);
            primary.kill();
            after.sql("SELECT pg_promote()");
            GapStage promoted = stage.on(standby);

            try (LocalCapture capture = promoted.start()) {
                capture.awaitState(ConnectorState.STREAMING);
                promoted.insert();
                promoted.awaitSame();
                assertThat(capture.status().gap()).isNull();
            }
        }
    }

    @Test
    @Tag("faults")
    void aStandbyThatLacksWhatWasCapturedIsAGap() throws Exception {
        try (PostgresServer primary = new PostgresServer("gap-ahead")) {
            primary.start();
            stopAtStandby(primary);
        }
    }

    private void stopAtStandby(PostgresServer primary) throws Exception {
        try (PostgresServer standby = PostgresServer.standbyOf(primary, "gap-behind")) {
            Sources.createOdg(primary);
            GapStage stage = GapStage.in(world, primary, "behind");
            stage.captureSome(Map.of());
            standby.start();
            GapStage after = stage.on(standby);
            awaitReplayed(stage, after);
            standby.stop();
            stage.insert();
            try (LocalCapture capture = stage.start()) {
                capture.awaitState(ConnectorState.STREAMING);
                stage.awaitSame();
            }
            primary.kill();
            standby.start();
            after.sql("SELECT pg_promote()");
            after.sql("UPDATE behind_a SET v = 8");

            try (LocalCapture capture = after.start()) {
                ConnectorStatus status = GapStage.awaitGap(capture);
                assertThat(status.reason())
                        .contains("went over to timeline 2 at LSN ", "the stream has a gap from LSN ");
            }
            after.sql("INSERT INTO behind_a VALUES (3, 9); INSERT INTO behind_b VALUES (3, 9)");
            assertNewSnapshotReachesTheSinks(after);
        }
    }

    private static void assertNewSnapshotReachesTheSinks(GapStage stage) throws Exception {
        try (LocalCapture capture = stage.start(WHEN_NEEDED)) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();
            stage.sql("UPDATE " + stage.b() + " SET v = 11");
            stage.awaitSame();
        }
        assertThat(stage.inSinks()).isEqualTo(stage.inTables());
        // Also what a later run brings, which begins in the same epoch.
        stage.sql("UPDATE " + stage.a() + " SET v = 12");
        try (LocalCapture capture = stage.start(WHEN_NEEDED)) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();
        }
        assertThat(stage.inSinks()).isEqualTo(stage.inTables());
    }

    private static void awaitReplayed(GapStage primary, GapStage standby) throws Exception {
        long end = primary.number("SELECT pg_current_wal_lsn() - '0/0'");
        await().atMost(PATIENCE).until(() -> standby.number("SELECT pg_last_wal_replay_lsn() - '0/0'") >= end);
    }
}
