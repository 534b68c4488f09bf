package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.schemas.RegistryAccess;
import org.opendatagov.cdc.schemas.RegistryPayloads;
import org.opendatagov.cdc.schemas.SchemaRegistry;

/** All flows with Avro and a real schema registry. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AvroIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private RegistryWorld world;

    @BeforeAll
    void start() throws Exception {
        world = new RegistryWorld();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @BeforeEach
    void mend() {
        if (!world.registry.isAlive()) {
            world.registry.start();
        }
        if (!world.service().isAlive()) {
            world.service().start();
        }
        world.service().awaitReady(PATIENCE);
    }

    @Test
    void everyRowOfEveryTableIsTheSameInBothSinks() throws Exception {
        String id = UUID.randomUUID().toString();
        odg(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES ('" + id + "', 'promotion', 't')",
                "INSERT INTO model_cards (model_name, limitations) VALUES ('" + id + "', '[\"none\", null, 1.50]')",
                "INSERT INTO quality_reports (dataset_id, dq_score) VALUES ('d', 0.1), ('e', 'NaN')",
                "INSERT INTO pipeline_executions (run_id, pipeline_id) VALUES ('gone', 'p'), ('kept', 'p')",
                "UPDATE pipeline_executions SET status = 'failed'",
                "DELETE FROM pipeline_executions WHERE run_id = 'gone'");
        for (int day = 1; day <= 3; day++) {
            world.timescale.run("INSERT INTO model_performance_ts (time, model_name, model_version, accuracy)"
                    + " VALUES ('2026-03-0" + day + "T10:00:00Z', 'm', 1, 0.25)");
        }
        world.timescale.run("DELETE FROM model_performance_ts WHERE time = '2026-03-02T10:00:00Z'");

        awaitEqual();
        assertThat(operations("cdc.timescale.public.model_performance_ts"))
                .contains("READ", "CREATE", "DELETE", "null");
        assertThat(operations("cdc.odg.public.pipeline_executions"))
                .contains("READ", "CREATE", "UPDATE", "DELETE", "null");
    }

    @Test
    void aHypertablesChunksHaveOneSubject() throws Exception {
        for (int day = 1; day <= 3; day++) {
            world.timescale.run("INSERT INTO quality_metrics_ts (time, dataset_id, layer) VALUES ('2026-04-0" + day
                    + "T10:00:00Z', 'd', 'gold')");
        }

        awaitEqual();
        assertThat(world.registry.get("/subjects/cdc.timescale.public.quality_metrics_ts-value/versions"))
                .isEqualTo("[1]");
        assertThat(world.registry.get("/subjects/cdc.timescale.public.quality_metrics_ts-key/versions"))
                .isEqualTo("[1]");
        assertThat(world.registry.get("/subjects")).doesNotContain("_hyper_");
    }

    @Test
    void columnsAreAddedDroppedAndWidenedWhileEventsFlow() throws Exception {
        odg(
                "INSERT INTO data_contracts (name, version) SELECT 'c' || n, 1 FROM generate_series(1, 50) n",
                "ALTER TABLE data_contracts ADD COLUMN \"New column\" numeric DEFAULT 1.10, ADD COLUMN extra jsonb",
                "UPDATE data_contracts SET extra = '{\"k\": [1]}'",
                "ALTER TABLE data_contracts ADD COLUMN needed int NOT NULL DEFAULT 3",
                "ALTER TABLE data_contracts ALTER COLUMN needed TYPE bigint",
                "UPDATE data_contracts SET needed = 4000000000, \"New column\" = NULL",
                "ALTER TABLE data_contracts DROP COLUMN extra",
                "UPDATE data_contracts SET name = name || '!'",
                "DELETE FROM data_contracts WHERE name = 'c7!'");

        awaitEqual();
    }

    @Test
    void aChangeThatTheRegistryRefusesStopsTheConnectorUntilItIsAllowedAndLosesNothing() throws Exception {
        odg(
                "INSERT INTO lineage_events (event_type) VALUES ('before')",
                "ALTER TABLE lineage_events ADD COLUMN changing int",
                "INSERT INTO lineage_events (event_type, changing) VALUES ('int', 1)",
                "ALTER TABLE lineage_events ALTER COLUMN changing TYPE text",
                "INSERT INTO lineage_events (event_type, changing) VALUES ('text', 'one')");
        String subject = "cdc.odg.public.lineage_events-value";

        awaitState(
                "FAILED",
                "schema registry " + world.registry.url() + " doesn't allow the new schema of subject " + subject,
                "Incompatible",
                "PUT /config/" + subject);

        // Apicurio 2 takes NONE of a subject for no level of its own.
        world.registry.allow("NONE");
        odg("UPDATE lineage_events SET changing = changing");
        awaitEqual();
        world.registry.allow("BACKWARD");
    }

    @Test
    void withoutItsRegistryKnownSchemasFlowOnAndANewOneWaits() throws Exception {
        odg("INSERT INTO veto_records (decision_id, vetoed_by) VALUES ('" + EarlierRows.DECISION + "', 'a')");
        awaitEqual();

        world.registry.kill();
        odg("UPDATE veto_records SET vetoed_by = 'b'");
        awaitEqual();

        odg("ALTER TABLE veto_records ADD COLUMN late int", "UPDATE veto_records SET late = 1");
        awaitState("WAITING", "schema registry " + world.registry.url() + " can't be reached (no connection)");
        world.registry.start();
        awaitEqual();
    }

    @Test
    void startedWithoutItsRegistryTheServiceSaysSoAndLosesNoEvent() throws Exception {
        odg("INSERT INTO approval_records (decision_id, voter_id, vote) VALUES ('" + EarlierRows.DECISION
                + "', 'v', 'no')");
        awaitEqual();
        world.service().stop();
        world.registry.kill();
        odg("UPDATE approval_records SET vote = 'yes'");
        world.service().start();

        awaitState("WAITING", "schema registry " + world.registry.url() + " can't be reached (no connection)");
        world.registry.start();
        awaitEqual();
        assertThat(world.topics.topics()).noneMatch(topic -> topic.startsWith("cdc.dead-letter"));
    }

    @Test
    void deliveryWaitsForASchemaThatItDoesNotKnowYet() throws Exception {
        world.service().stop();
        try (var capture = CaptureWorld.start("avro", world.environment().flows("capture-*"))) {
            capture.awaitReady(PATIENCE);
            odg("INSERT INTO pipeline_versions (pipeline_id, version) VALUES ('" + UUID.randomUUID() + "', 1)");
            String topic = World.ODG_TOPIC + "pipeline_versions";
            long written = world.topics.written(topic);
            odg("UPDATE pipeline_versions SET version = version + 10");
            await().atMost(PATIENCE).until(() -> world.topics.written(topic) > written);
        }
        world.registry.kill();
        world.service().start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.service().health("ready").body())
                        .containsPattern("deliver-cache[^}]*schema registry [^}]* can't be reached"));
        world.registry.start();
        awaitEqual();
        assertThat(world.topics.topics()).noneMatch(topic -> topic.startsWith("cdc.dead-letter"));
    }

    @Test
    void truncatesAndHeartbeatsAreReadToo() throws Exception {
        // Empty before, so that the sinks hold nothing of it.
        odg("TRUNCATE audit_events");

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(operations("cdc.odg.public.audit_events")).contains("TRUNCATE"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(records("__debezium-heartbeat.cdc.odg"))
                        .allMatch(heartbeat -> heartbeat.value()[0] == 0)
                        .isNotEmpty());
    }

    private void odg(String... statements) throws Exception {
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            for (String statement : statements) {
                Database.run(connection, statement);
            }
        }
    }

    private void awaitEqual() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(world.compare().differences()).isEmpty());
    }

    private void awaitState(String... parts) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ConnectorStates.ofOdg(world.service())).contains(parts));
    }

    /** The operations that a topic tells of, null for a tombstone: read as another Java program would. */
    private Stream<String> operations(String topic) {
        Payloads payloads =
                new RegistryPayloads(new SchemaRegistry(new RegistryAccess(List.of(world.registry.url()), null)));
        CdcEventDeserializer events = new CdcEventDeserializer(payloads);
        return records(topic).stream().map(record -> {
            CdcEvent event = events.deserialize(topic, record.headers(), record.value());
            assertThat(RowKey.parse(record.key(), payloads) == null)
                    .isEqualTo(event != null && event.operation() == CdcOperation.TRUNCATE);
            return event == null ? "null" : event.operation().name();
        });
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", world.kafka.bootstrapServers(),
                        "auto.offset.reset", "earliest",
                        "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                StreamSupport.stream(consumer.poll(Duration.ofSeconds(1)).spliterator(), false)
                        .forEach(records::add);
            }
        }
        return records;
    }
}
