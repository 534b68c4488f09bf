package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostedConfig;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** Posted configurations with the transforms and converters that people use with Debezium are carried as Kafka Connect carries them. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostedTransformsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TIMESCALE_TRANSFORM =
            "io.debezium.connector.postgresql.transforms.timescaledb.TimescaleDb";

    private final CaptureWorld world;
    private final Database timescale;
    private CdcService service;

    PostedTransformsIT(CaptureWorld world) {
        this.world = world;
        this.timescale = new Database(world.postgres, Sources.TIMESCALE);
    }

    @BeforeAll
    void start() throws Exception {
        Sources.createTimescale(world.postgres);
        service = CaptureWorld.start(
                "posted-transforms",
                Caller.users(world.environment())
                        .flows("capture-t-*")
                        .with("CDC_CONNECT_ALLOWED_HOSTS", "127.0.0.1")
                        .with("CDC_CONNECT_CONFIGS_TOPIC", "transforms-configs")
                        .with("CDC_CONNECT_STATUS_TOPIC", "transforms-status"));
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void aRowAloneWithFieldsThatWereAdded() throws Exception {
        UUID before = insert();
        post(config("t-row")
                .put("snapshot.mode", "initial")
                .put("transforms", "unwrap,field")
                .put("transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState")
                .put("transforms.unwrap.delete.tombstone.handling.mode", "rewrite")
                .put("transforms.unwrap.add.fields", "op,source.lsn")
                .put("transforms.field.type", "org.apache.kafka.connect.transforms.InsertField$Value")
                .put("transforms.field.static.field", "platform")
                .put("transforms.field.static.value", "odg"));
        assertThat(awaitRecords("t-row.public.quality_reports", before, 1))
                .extracting(each -> each.value().path("__op").asText())
                .containsExactly("r");
        UUID id = insert();
        world.odg.run("DELETE FROM quality_reports WHERE id = ?", id);

        List<TopicRecord> records = awaitRecords("t-row.public.quality_reports", id, 2);
        assertThat(records.get(0).value().path("dataset_id").asText()).isEqualTo("d");
        assertThat(records.get(0).value().path("platform").asText()).isEqualTo("odg");
        assertThat(records)
                .extracting(each -> each.value().path("__op").asText())
                .containsExactly("c", "d");
        assertThat(records)
                .extracting(each -> each.value().path("__deleted").asText())
                .containsExactly("false", "true");
        assertThat(records.get(1).value().path("__source_lsn").asLong()).isPositive();
    }

    @Test
    void topicsOfOtherNames() throws Exception {
        post(config("t-routed")
                .put("transforms", "route")
                .put("transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter")
                .put("transforms.route.regex", "t-routed\\.(.*)\\.(.*)")
                .put("transforms.route.replacement", "routed-$1-$2"));
        UUID id = insert();
        world.odg.run("DELETE FROM quality_reports WHERE id = ?", id);

        assertThat(awaitRecords("routed-public-quality_reports", id, 3))
                .extracting(TopicRecord::operation)
                .containsExactly("c", "d", "tombstone");
        // Made ahead, as each captured table's is.
        assertThat(world.topics.written("t-routed.public.quality_reports")).isZero();
    }

    @Test
    void severalTablesInOneTopic() throws Exception {
        post(config("t-logical")
                .put("table.include.list", "public.quality_reports,public.data_contracts")
                .put("transforms", "logical")
                .put("transforms.logical.type", "io.debezium.transforms.ByLogicalTableRouter")
                .put("transforms.logical.topic.regex", "t-logical\\.public\\..*")
                .put("transforms.logical.topic.replacement", "t-logical-all")
                .put("transforms.logical.key.field.name", "from"));
        UUID report = insert();
        UUID contract = UUID.randomUUID();
        world.odg.run("INSERT INTO data_contracts (id, name) VALUES (?, ?)", contract, "c" + contract);

        assertThat(awaitRecords("t-logical-all", report, 1)
                        .get(0)
                        .key()
                        .path("from")
                        .asText())
                .isEqualTo("t-logical.public.quality_reports");
        assertThat(awaitRecords("t-logical-all", contract, 1)
                        .get(0)
                        .key()
                        .path("from")
                        .asText())
                .isEqualTo("t-logical.public.data_contracts");
    }

    @Test
    void schemasInTheValueAlone() throws Exception {
        post(config("t-schemas")
                .put("key.converter", "org.apache.kafka.connect.json.JsonConverter")
                .put("key.converter.schemas.enable", "false")
                .put("value.converter", "org.apache.kafka.connect.json.JsonConverter")
                .put("value.converter.schemas.enable", "true"));
        UUID id = insert();

        TopicRecord found =
                awaitRecords("t-schemas.public.quality_reports", id, 1).get(0);
        assertThat(found.key().path("id").asText()).isEqualTo(id.toString());
        assertThat(found.value().at("/schema/type").asText()).isEqualTo("struct");
        assertThat(found.value().at("/payload/after/dataset_id").asText()).isEqualTo("d");
    }

    @Test
    void aConverterThatIsNamedWritesSchemasUnlessItIsToldNotTo() throws Exception {
        post(config("t-named")
                .put("tasks.max", "4")
                .put("value.converter", "org.apache.kafka.connect.json.JsonConverter"));
        UUID id = insert();

        assertThat(awaitRecords("t-named.public.quality_reports", id, 1)
                        .get(0)
                        .value()
                        .at("/payload/after/id")
                        .asText())
                .isEqualTo(id.toString());
    }

    @Test
    void headersThatAreAdded() throws Exception {
        post(config("t-headers")
                .put("transforms", "unwrap,static")
                .put("transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState")
                .put("transforms.unwrap.add.headers", "op,source.lsn,source.schema,transaction.id")
                .put("transforms.static.type", "org.apache.kafka.connect.transforms.InsertHeader")
                .put("transforms.static.header", "platform")
                .put("transforms.static.value.literal", "42"));
        UUID id = insert();

        TopicRecord found =
                awaitRecords("t-headers.public.quality_reports", id, 1).get(0);
        assertThat(found.headers())
                .containsEntry("__op", "c")
                .containsEntry("__source_schema", "public")
                .containsEntry("platform", "42")
                .containsEntry("__transaction_id", null);
        assertThat(Long.parseLong(found.headers().get("__source_lsn"))).isPositive();
    }

    @Test
    void headersAsAConverterWritesThem() throws Exception {
        post(config("t-header-json")
                .put("header.converter", "org.apache.kafka.connect.json.JsonConverter")
                .put("header.converter.schemas.enable", "false")
                .put("transforms", "static")
                .put("transforms.static.type", "org.apache.kafka.connect.transforms.InsertHeader")
                .put("transforms.static.header", "platform")
                .put("transforms.static.value.literal", "odg"));
        UUID id = insert();

        assertThat(awaitRecords("t-header-json.public.quality_reports", id, 1)
                        .get(0)
                        .headers())
                .containsEntry("platform", "\"odg\"");
    }

    @Test
    void partitionsThatAreChosen() throws Exception {
        post(config("t-partitions")
                .put("transforms", "route")
                .put("transforms.route.type", "io.debezium.transforms.partitions.PartitionRouting")
                .put("transforms.route.partition.payload.fields", "change.dataset_id")
                .put("transforms.route.partition.topic.num", "3"));
        List<Integer> partitions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            partitions.add(awaitRecords("t-partitions.public.quality_reports", insert(), 1)
                    .get(0)
                    .partition());
        }

        // Their keys alone would spread them.
        assertThat(partitions).containsOnly(partitions.get(0));
    }

    @Test
    void aPartitionThatTheTopicDoesNotHaveIsNamed() throws Exception {
        post(config("t-no-partition")
                .put("transforms", "route")
                .put("transforms.route.type", "io.debezium.transforms.partitions.PartitionRouting")
                .put("transforms.route.partition.payload.fields", "change.dataset_id")
                .put("transforms.route.partition.topic.num", "100000"));
        insert();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ConnectorStates.of(service, "t-no-partition"))
                        .contains("a transform has chosen partition ")
                        .contains("of topic t-no-partition.public.quality_reports, which has the partitions 0 to 2"));
    }

    @Test
    void anOutboxWithHeadersAndTheTimeOfTheEvent() throws Exception {
        world.odg.run(
                "CREATE TABLE outbox (id uuid PRIMARY KEY, aggregatetype text NOT NULL, aggregateid text NOT NULL,"
                        + " type text NOT NULL, payload text, shard int, ts timestamptz DEFAULT now())");
        ObjectNode config = config("t-outbox")
                .put("table.include.list", "public.outbox")
                .put("transforms", "outbox")
                .put("transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter")
                .put("transforms.outbox.route.topic.replacement", "t-outbox.events")
                .put(
                        "transforms.outbox.table.fields.additional.placement",
                        "type:header:eventType,shard:partition:shard");
        HttpResponse<String> refused = Caller.OPERATOR.call(
                service,
                "PUT",
                "/connectors/t-outbox/config",
                config.deepCopy()
                        .put("transforms.outbox.table.field.event.timestamp", "ts")
                        .toString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("transforms.outbox.table.field.event.timestamp");
        post(config);
        UUID id = UUID.randomUUID();
        long before = System.currentTimeMillis();
        world.odg.run("INSERT INTO outbox VALUES (?, 'order', 'o-1', 'OrderPlaced', '{\"total\": 5}', 2)", id);

        await().atMost(PATIENCE).until(() -> world.topics.written("t-outbox.events") > 0);
        TopicRecord found = world.topics.read("t-outbox.events").get(0);
        assertThat(found.headers()).containsEntry("id", id.toString()).containsEntry("eventType", "OrderPlaced");
        assertThat(found.partition()).isEqualTo(2);
        assertThat(found.timestamp()).isBetween(before - 1_000, System.currentTimeMillis());
    }

    @Test
    void hypertablesWithTombstonesAndWithoutWhatCompressionDoes() throws Exception {
        world.postgres.execute(
                Sources.TIMESCALE,
                "CREATE PUBLICATION t_hypertables FOR TABLES IN SCHEMA public, _timescaledb_internal");
        ObjectNode config = config("t-hypertables")
                .put("database.dbname", Sources.TIMESCALE)
                .put("publication.autocreate.mode", "disabled")
                .put("table.include.list", "public.model_performance_ts,_timescaledb_internal\\._hyper_.*_chunk")
                .put("snapshot.include.collection.list", "public.model_performance_ts")
                .put("transforms", "timescaledb")
                .put("transforms.timescaledb.type", TIMESCALE_TRANSFORM)
                .put("transforms.timescaledb.target.topic.prefix", "t-hypertables");
        for (String option : List.of("hostname", "port", "user", "password", "dbname")) {
            config.set("transforms.timescaledb.database." + option, config.get("database." + option));
        }
        post(config);
        String model = "model-" + UUID.randomUUID();
        String insert = "INSERT INTO model_performance_ts (time, model_name, model_version, accuracy)"
                + " VALUES ('2026-03-02T10:00:00Z', ?, 1, 0.5)";
        timescale.run(insert, model);
        timescale.run("SELECT compress_chunk(show_chunks('model_performance_ts'))");
        timescale.run("UPDATE model_performance_ts SET accuracy = 0.7 WHERE model_name = ?", model);
        timescale.run("DELETE FROM model_performance_ts WHERE model_name = ?", model);

        String topic = "t-hypertables.public.model_performance_ts";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.topics.read(topic, "model_name", model))
                        .extracting(TopicRecord::operation)
                        .containsExactly("c", "u", "d", "tombstone"));
        assertThat(world.topics.topics()).noneMatch(name -> name.startsWith("t-hypertables._timescaledb_internal"));
        assertThat(Caller.VIEWER
                        .call(service, "GET", "/connectors/t-hypertables/config")
                        .body())
                .contains(TIMESCALE_TRANSFORM)
                .doesNotContain(PostgresServer.SUPERUSER_PASSWORD);
    }

    private ObjectNode config(String name) {
        return PostedConfig.of(world.postgres, name)
                .put("name", name)
                .put("snapshot.mode", "no_data")
                .put("table.include.list", "public.quality_reports");
    }

    /** Posts it and waits until it captures. */
    private void post(ObjectNode config) {
        String name = config.path("name").asText();
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> answer =
                    Caller.OPERATOR.call(service, "PUT", "/connectors/" + name + "/config", config.toString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        });
        await().atMost(PATIENCE).until(() -> {
            String state = ConnectorStates.of(service, name);
            assertThat(state).doesNotStartWith("FAILED");
            return state.equals("STREAMING");
        });
    }

    private UUID insert() throws Exception {
        UUID id = UUID.randomUUID();
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'd')", id);
        return id;
    }

    private List<TopicRecord> awaitRecords(String topic, UUID id, int count) {
        await().atMost(PATIENCE).until(() -> of(topic, id).size() >= count);
        return of(topic, id);
    }

    /** Whose key has the id. */
    private List<TopicRecord> of(String topic, UUID id) {
        return world.topics.read(topic).stream()
                .filter(each -> id.equals(idOf(each.key())))
                .toList();
    }

    private static UUID idOf(JsonNode key) {
        return UUID.fromString(
                (key.has("payload") ? key.path("payload") : key).path("id").asText());
    }
}
