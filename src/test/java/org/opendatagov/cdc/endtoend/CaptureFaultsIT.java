package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** What befalls the servers around a capture that runs, while rows change. One service goes through it all. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptureFaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CONTRACTS = ODG_TOPIC + "data_contracts";

    private final CaptureWorld world;
    private CdcService service;

    CaptureFaultsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        service = CaptureWorld.start("faults", world.environment());
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void anAdministratorWhoEndsTheWalsenderOnlyInterruptsTheStream() throws Exception {
        during("Walsender terminated", () -> {
            terminate("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'debezium_odg'");
            await().atMost(PATIENCE).until(() -> !state().equals("STREAMING"));
        });
    }

    @Test
    void anAdministratorWhoEndsTheLeadersSessionOnlyInterruptsTheStream() throws Exception {
        during("Leader's session terminated", () -> {
            terminate("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted");
            await().atMost(PATIENCE).until(() -> !state().equals("STREAMING"));
        });
    }

    @Test
    void anEventThatIsTooLargeStopsTheConnectorUntilItsTopicTakesIt() throws Exception {
        configure(CONTRACTS, "max.message.bytes", "20000");
        UUID id = UUID.randomUUID();
        try {
            world.odg.run(
                    "INSERT INTO data_contracts (id, name, schema_definition) SELECT ?, 'large', jsonb_agg(md5(n::text))"
                            + " FROM generate_series(1, 2000) n",
                    id);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(state())
                            .startsWith("FAILED: an event is larger than topic " + CONTRACTS + " takes")
                            .contains("max.message.bytes"));
            assertThat(service.health("ready").status()).isEqualTo(503);
        } finally {
            configure(CONTRACTS, "max.message.bytes", "16777216");
        }
        awaitStreaming();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(world.topics.read(CONTRACTS, "id", id)).hasSize(1));
    }

    @Test
    void aTopicThatVanishedIsMadeAgainAsItWas() throws Exception {
        String topic = ODG_TOPIC + "pipeline_executions";
        try (Admin admin = world.kafka.admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
        await().atMost(PATIENCE).until(() -> !world.topics.topics().contains(topic));
        String run = UUID.randomUUID().toString();
        world.odg.run(
                "INSERT INTO pipeline_executions (run_id, pipeline_id, pipeline_version, status)"
                        + " VALUES (?, 'p', 1, 'running')",
                run);

        await().atMost(PATIENCE.multipliedBy(2))
                .until(() -> world.topics.topics().contains(topic)
                        && !world.topics.read(topic, "run_id", run).isEmpty());
        assertThat(world.topics.partitions(topic)).isEqualTo(5);
        assertThat(service.log()).content().contains("Topic " + topic + " is gone, and with it what it held");
        awaitStreaming();
    }

    @Test
    void aBrokerThatAnswersSlowlyIsWaitedFor() throws Exception {
        Map<String, List<String>> committed;
        try (BurstWriter writer = new BurstWriter(world.odg)) {
            for (int pause = 0; pause < 5; pause++) {
                writer.awaitMore(1_000);
                world.kafka.freeze();
                writer.awaitMore(6_000);
                world.kafka.thaw();
            }
            committed = writer.end();
        }
        assertSeenOnce("Slow broker", committed);
    }

    @Test
    void aBrokerWhoseDiskIsFullIsWaitedFor() throws Exception {
        during("Broker with a full disk", () -> {
            // To the broker a file that may not grow is as good as a full disk, and ends it.
            world.kafka.limitFiles(1_000_000);
            await().atMost(PATIENCE.multipliedBy(2)).until(() -> state().startsWith("WAITING"));
            world.kafka.kill();
            world.kafka.start();
        });
    }

    /** Does something to the servers while rows change, and proves that each change is seen once. */
    private void during(String fault, Fault action) throws Exception {
        Map<String, List<String>> committed;
        try (BurstWriter writer = new BurstWriter(world.odg)) {
            writer.awaitMore(1_000);
            action.happen();
            writer.awaitMore(1_000);
            committed = writer.end();
        }
        assertSeenOnce(fault, committed);
    }

    private void assertSeenOnce(String fault, Map<String, List<String>> committed) throws Exception {
        awaitStreaming();
        world.awaitCaptured();
        TopicAudit audit = TopicAudit.of(committed, world.topics.read(CONTRACTS), 0);
        System.out.println(fault + ": " + audit);
        assertThat(audit.sent()).isPositive();
        assertThat(audit.lost()).as("lost").isZero();
        assertThat(audit.outOfOrder()).as("out of order").isZero();
        assertThat(audit.duplicated()).as("duplicated").isZero();
    }

    private void awaitStreaming() {
        await().atMost(PATIENCE).until(() -> state().equals("STREAMING"));
    }

    private String state() {
        return ConnectorStates.ofOdg(service);
    }

    private void terminate(String pids) throws Exception {
        world.postgres.execute("odg", "SELECT pg_terminate_backend(pid) FROM (" + pids + ") AS found (pid)");
    }

    private void configure(String topic, String setting, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin = world.kafka.admin()) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all()
                    .get();
        }
    }

    private interface Fault {
        void happen() throws Exception;
    }
}
