package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** Two replicas on one source, of which the one that captures is killed, or stands still, while rows change. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class ReplicasIT {

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    /** The lease, the time that PostgreSQL needs to see that the walsender is alone, and a start. */
    private static final Duration TAKEOVER_OF_A_FROZEN_LEADER = Duration.ofSeconds(40);

    private final CaptureWorld world;

    ReplicasIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void aLeaderThatStoodStillDoesNotWriteBesideTheOneThatTookOver() throws Exception {
        freezing(1);
    }

    @Test
    void leadersThatStandStillAgainAndAgainNeverWriteBesideEachOther() throws Exception {
        freezing(6);
    }

    @Test
    void theOtherTakesOverWithinSecondsEachTimeTheLeaderIsKilledAndNothingIsLost() throws Exception {
        Map<String, List<String>> committed;
        try (CdcService leader = CaptureWorld.start("replica-1", world.environment());
                CdcService standby = CaptureWorld.start("replica-2", world.environment())) {
            leader.awaitReady(START);
            standby.awaitReady(START);
            try (BurstWriter writer = new BurstWriter(world.odg)) {
                for (int kill = 0; kill < 10; kill++) {
                    CdcService first = isStreaming(leader) ? leader : standby;
                    CdcService second = first == leader ? standby : leader;
                    await().atMost(START)
                            .until(() -> ConnectorStates.ofOdg(second).startsWith("STANDBY"));
                    writer.awaitMore(2_000);
                    first.kill();
                    await().atMost(TAKEOVER).until(() -> isStreaming(second));
                    first.start();
                    first.awaitReady(START);
                }
                committed = writer.end();
            }
            world.awaitCaptured();
        }
        assertSeenOnce("Leader killed 10 times", committed);
    }

    @Test
    void aRouteFileThatChangesUnderLoadIsFollowedWithOneLeaderAndWithoutLoss() throws Exception {
        MountedRoutes routes = new MountedRoutes("capture-routes-edited");
        String route = RouteFilesIT.builtIn("capture-odg.yaml");
        routes.put("capture-odg.yaml", route);
        ServiceEnvironment environment = world.environment().with("CDC_ROUTES_FOLDER", routes.path());
        Map<String, List<String>> committed;
        try (CdcService one = CaptureWorld.start("edited-1", environment);
                CdcService other = CaptureWorld.start("edited-2", environment)) {
            one.awaitReady(START);
            other.awaitReady(START);
            try (BurstWriter writer = new BurstWriter(world.odg)) {
                for (int edit = 1; edit <= 6; edit++) {
                    writer.awaitMore(2_000);
                    routes.put("capture-odg.yaml", route.replace("maxBatchSize: 2048", "maxBatchSize: 100" + edit));
                    int edits = edit;
                    await().atMost(START)
                            .until(() ->
                                    changes(one, "has changed") == edits && changes(other, "has changed") == edits);
                    await().atMost(START).until(() -> isStreaming(one) != isStreaming(other));
                    writer.awaitMore(2_000);
                    routes.put("capture-odg.yaml", route.replace("slotName", "slotNaem"));
                    await().atMost(START)
                            .until(() -> changes(one, "is refused") == edits && changes(other, "is refused") == edits);
                    assertThat(isStreaming(one)).isNotEqualTo(isStreaming(other));
                }
                committed = writer.end();
            }
            world.awaitCaptured();
        }
        assertSeenOnce("Route file changed 6 times", committed);
    }

    private static long changes(CdcService service, String what) throws IOException {
        try (Stream<String> lines = Files.lines(service.log())) {
            return lines.filter(line -> line.contains("The route file capture-odg.yaml " + what))
                    .count();
        }
    }

    private void freezing(int times) throws Exception {
        Map<String, List<String>> committed;
        try (CdcService one = CaptureWorld.start("replica-1", world.environment());
                CdcService other = CaptureWorld.start("replica-2", world.environment())) {
            one.awaitReady(START);
            other.awaitReady(START);
            try (BurstWriter writer = new BurstWriter(world.odg)) {
                for (int time = 0; time < times; time++) {
                    CdcService leader = isStreaming(one) ? one : other;
                    CdcService standby = leader == one ? other : one;
                    await().atMost(START)
                            .until(() -> ConnectorStates.ofOdg(standby).startsWith("STANDBY"));
                    writer.awaitMore(2_000);
                    leader.freeze();
                    await().atMost(TAKEOVER_OF_A_FROZEN_LEADER).until(() -> isStreaming(standby));
                    writer.awaitMore(2_000);
                    leader.thaw();
                    await().atMost(START)
                            .until(() -> ConnectorStates.ofOdg(leader).startsWith("STANDBY"));
                    assertThat(isStreaming(standby)).isTrue();
                    writer.awaitMore(2_000);
                }
                committed = writer.end();
            }
            world.awaitCaptured();
        }
        assertSeenOnce("Leader stood still " + times + " times", committed);
    }

    private void assertSeenOnce(String fault, Map<String, List<String>> committed) {
        TopicAudit audit = TopicAudit.of(committed, world.topics.read(World.ODG_TOPIC + "data_contracts"), 0);
        System.out.println(fault + ": " + audit);
        assertThat(audit.sent()).isPositive();
        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.duplicated()).as("duplicated").isZero();
    }

    private static boolean isStreaming(CdcService service) {
        return ConnectorStates.ofOdg(service).equals("STREAMING");
    }
}
