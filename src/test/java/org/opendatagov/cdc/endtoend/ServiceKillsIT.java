package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** Kills the service at random moments, its start among them, while rows change. */
@ExtendWith(CaptureWorld.Provider.class)
class ServiceKillsIT {

    /** About what the writer does while a service starts and streams for some seconds. */
    private static final int CHANGES_OF_A_LIFE = 12_000;

    private final CaptureWorld world;

    ServiceKillsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void everyChangeIsSeenOnceWhenTheServiceIsKilled() throws Exception {
        TopicAudit audit = killing("kills", world.environment(), 2, 0);

        assertSeenOnce(audit);
    }

    @Test
    @Tag("faults")
    void everyChangeIsSeenOnceWhenTheServiceIsKilledTwentyTimes() throws Exception {
        TopicAudit audit = killing("kills", world.environment(), 20, 200_000);

        assertThat(audit.sent()).isGreaterThanOrEqualTo(200_000);
        assertSeenOnce(audit);
    }

    @Test
    @Tag("faults")
    void withoutTransactionsAKillRepeatsAtMostABatchAndLosesNothing() throws Exception {
        ServiceEnvironment environment = world.environment()
                .with(
                        "CDC_ROUTES_FOLDER",
                        world.routes(
                                "at-least-once",
                                route -> route.replace("source: odg", "source: odg\n        exactlyOnce: false")));

        TopicAudit audit = killing("kills-at-least-once", environment, 20, 200_000);

        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.duplicated()).as("duplicated").isLessThanOrEqualTo(20 * 2048);
    }

    private static void assertSeenOnce(TopicAudit audit) {
        assertThat(audit.sent()).isPositive();
        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.duplicated()).as("duplicated").isZero();
        assertThat(audit.seen()).isEqualTo(audit.sent());
    }

    private TopicAudit killing(String name, ServiceEnvironment environment, int kills, int changes) throws Exception {
        Random random = new Random();
        Map<String, List<String>> committed;
        try (CdcService service = CaptureWorld.start(name, environment)) {
            // Not before the slot is there: a snapshot doesn't tell what happened before it.
            service.awaitReady(Duration.ofMinutes(1));
            try (BurstWriter writer = new BurstWriter(world.odg)) {
                for (int kill = 0; kill < kills; kill++) {
                    writer.awaitMore(random.nextInt(CHANGES_OF_A_LIFE));
                    service.kill();
                    service.start();
                }
                writer.awaitMore(Math.max(0, changes - writer.written()));
                committed = writer.end();
            }
            world.awaitCaptured();
        }
        TopicAudit audit = TopicAudit.of(committed, world.topics.read(World.ODG_TOPIC + "data_contracts"), kills);
        System.out.println("Service killed " + kills + " times (" + name + "): " + audit);
        return audit;
    }
}
