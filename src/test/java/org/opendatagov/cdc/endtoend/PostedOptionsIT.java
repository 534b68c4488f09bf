package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostedConfig;

/** Options of posted configurations whose names contain a table, a number or a salt, and those that say how topics are made. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostedOptionsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TOPIC = "o-named.public.o_columns";

    private final CaptureWorld world;
    private CdcService service;

    PostedOptionsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() throws Exception {
        service = CaptureWorld.start(
                "posted-options",
                Caller.users(world.environment())
                        .flows("capture-o-*")
                        .with("CDC_CONNECT_ALLOWED_HOSTS", "127.0.0.1")
                        .with("CDC_CONNECT_CONFIGS_TOPIC", "options-configs")
                        .with("CDC_CONNECT_STATUS_TOPIC", "options-status"));
        service.awaitReady(PATIENCE);
        world.odg.run(
                "CREATE TABLE o_columns (id int PRIMARY KEY, n int, masked text, cut text, hashed text, again text)");
        for (String column : List.of("masked", "cut", "hashed", "again")) {
            world.odg.run("ALTER TABLE o_columns ALTER " + column + " SET STORAGE EXTERNAL");
        }
        world.odg.run("INSERT INTO o_columns SELECT i, 0, t, t, t, t FROM generate_series(1, 10) i,"
                + " repeat('a text that is kept out of line ', 200) t");
        world.odg.run("CREATE TABLE o_wide (id int PRIMARY KEY)");
        world.odg.run("CREATE TABLE o_brokers (id int PRIMARY KEY)");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void columnsSnapshotQueriesAndTopics() throws Exception {
        post(config("o-named")
                .put("table.include.list", "public.o_columns,public.o_wide,public.o_brokers")
                .put("snapshot.select.statement.overrides", "public.o_columns")
                .put(
                        "snapshot.select.statement.overrides.public.o_columns",
                        "SELECT * FROM public.o_columns WHERE id > 5")
                .put("column.mask.with.12.chars", "public\\.o_columns\\.masked")
                .put("column.truncate.to.20.chars", "public.o_columns.cut")
                .put("column.mask.hash.SHA-256.with.salt.x", "public.o_columns.hashed")
                .put("column.mask.hash.v2.SHA-256.with.salt.x", "public.o_columns.again")
                .put("column.propagate.source.type", "public.o_columns.n")
                .put("datatype.propagate.source.type", "public\\.o_wide\\.int4")
                .put("topic.creation.default.replication.factor", "1")
                .put("topic.creation.default.partitions", "2")
                .put("topic.creation.default.cleanup.policy", "compact")
                .put("topic.creation.groups", "wide,brokers")
                .put("topic.creation.wide.include", "o-named\\.public\\.o_w.*")
                .put("topic.creation.wide.exclude", ".*nothing")
                .put("topic.creation.wide.partitions", "5")
                .put("topic.creation.wide.retention.ms", "3600000")
                .put("topic.creation.brokers.include", ".*o_brokers,.*other")
                .put("topic.creation.brokers.partitions", "-1"));

        assertThat(world.topics.read(TOPIC))
                .extracting(each -> each.key().path("id").asInt())
                .containsExactlyInAnyOrder(6, 7, 8, 9, 10);
        JsonNode read = last(6);
        assertThat(read.path("masked").asText()).isEqualTo("************");
        assertThat(read.path("cut").asText()).isEqualTo("a text that is kept ");
        assertThat(read.path("hashed").asText()).matches("[0-9a-f]{64}");
        assertThat(read.path("again").asText())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(read.path("hashed").asText());
        assertThat(world.topics.partitions(TOPIC)).isEqualTo(2);
        assertThat(world.topics.setting(TOPIC, "cleanup.policy")).isEqualTo("compact");
        assertThat(world.topics.partitions("o-named.public.o_wide")).isEqualTo(5);
        assertThat(world.topics.setting("o-named.public.o_wide", "retention.ms"))
                .isEqualTo("3600000");
        assertThat(world.topics.setting("o-named.public.o_wide", "cleanup.policy"))
                .isEqualTo("delete");
        assertThat(world.topics.partitions("o-named.public.o_brokers")).isEqualTo(1);

        // The values that are kept out of line aren't in the WAL, and have to come as before.
        world.odg.run("TRUNCATE o_wide");
        world.odg.run("UPDATE o_columns SET n = 1 WHERE id = 6");
        await().atMost(PATIENCE).until(() -> last(6).path("n").asInt() == 1);
        for (String column : List.of("masked", "cut", "hashed", "again")) {
            assertThat(last(6).path(column)).as(column).isEqualTo(read.path(column));
        }
    }

    @Test
    void aTableThatIsAddedIsReadByItself() throws Exception {
        world.odg.run("CREATE TABLE o_added (id int PRIMARY KEY)");
        world.odg.run("INSERT INTO o_added VALUES (1)");
        post(config("o-added").put("opendatagov.snapshot.new.tables", "true"));

        ObjectNode more = config("o-added")
                .put("opendatagov.snapshot.new.tables", "true")
                .put("table.include.list", "public.quality_reports,public.o_added");
        assertThat(put(more).statusCode()).isEqualTo(200);

        await().atMost(PATIENCE)
                .until(() -> world.topics.read("o-added.public.o_added").size() == 1);
    }

    @Test
    void anOptionThatATransformDoesNotKnowIsRefused() {
        String transform = "io.debezium.transforms.ExtractNewRecordState";
        HttpResponse<String> answer = put(config("o-refused")
                .put("transforms", "unwrap")
                .put("transforms.unwrap.type", transform)
                .put("transforms.unwrap.bogus.option", "1"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("The option 'transforms.unwrap.bogus.option' isn't an option of " + transform);
    }

    @Test
    void aTopicSettingThatKafkaDoesNotKnowIsSaidByName() {
        HttpResponse<String> answer =
                put(config("o-setting").put("topic.creation.default.cleanup.policies", "compact"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ConnectorStates.of(service, "o-setting"))
                        .startsWith("FAILED")
                        .contains("o-setting.public.quality_reports", "cleanup.policies"));
    }

    private JsonNode last(int id) {
        List<TopicRecord> records = world.topics.read(TOPIC, "id", id);
        return records.get(records.size() - 1).value().path("after");
    }

    private void post(ObjectNode config) {
        String name = config.path("name").asText();
        HttpResponse<String> answer = put(config);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        await().atMost(PATIENCE).until(() -> {
            String state = ConnectorStates.of(service, name);
            assertThat(state).doesNotStartWith("FAILED");
            return state.equals("STREAMING");
        });
    }

    /** Once the topic of configurations has been read. */
    private HttpResponse<String> put(ObjectNode config) {
        String path = "/connectors/" + config.path("name").asText() + "/config";
        return await().atMost(PATIENCE)
                .until(
                        () -> Caller.OPERATOR.call(service, "PUT", path, config.toString()),
                        answer -> answer.statusCode() != 503);
    }

    private ObjectNode config(String name) {
        return PostedConfig.of(world.postgres, name)
                .put("name", name)
                .put("table.include.list", "public.quality_reports");
    }
}
