package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** Changes tables while they are captured. Each test has a table of its own, {@code changing_<what>}. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaChangesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private CdcService service;

    SchemaChangesIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() throws Exception {
        for (String table : List.of("added", "dropped", "renamed", "retyped", "keyed", "identified", "truncated")) {
            world.postgres.execute(
                    "odg", "CREATE TABLE changing_" + table + " (id int PRIMARY KEY, a text NOT NULL, b int)");
        }
        world.postgres.execute("odg", """
                CREATE TABLE changing_parts (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
                CREATE TABLE part_of_changing_1 PARTITION OF changing_parts FOR VALUES FROM (0) TO (100);
                INSERT INTO changing_parts VALUES (1, 'snapshot');
                GRANT SELECT ON ALL TABLES IN SCHEMA public TO cdc;
                CREATE PUBLICATION changing FOR ALL TABLES WITH (publish_via_partition_root = true)""");
        service = CaptureWorld.start("schema", world.environment().with("CDC_ROUTES_FOLDER", routes()));
        service.awaitReady(PATIENCE);
    }

    private String routes() throws Exception {
        return world.routes(
                "schema",
                route -> route.replace("public.data_contracts", "public.changing_.*")
                        .replace("odg-postgresql-cdc", "odg-changing-cdc")
                        .replace("debezium_odg", "debezium_changing")
                        .replace("debezium_publication", "changing"));
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
        world.postgres.execute(
                "odg", "SELECT pg_drop_replication_slot('debezium_changing'); DROP PUBLICATION changing");
    }

    @Test
    void aColumnThatIsAddedIsThereWithTheNextChange() throws Exception {
        run("INSERT INTO changing_added VALUES (1, 'x', 1)");
        run("ALTER TABLE changing_added ADD COLUMN c timestamptz DEFAULT '2026-02-08T10:00:00Z', ADD COLUMN d jsonb");
        run("UPDATE changing_added SET b = 2, d = '{\"k\": 1}' WHERE id = 1");

        JsonNode after = last("changing_added", 2).at("/after");
        assertThat(after.path("c").asText()).startsWith("2026-02-08T10:00:00");
        assertThat(after.path("d").asText()).contains("\"k\"");
    }

    @Test
    void aColumnThatIsDroppedIsGoneWithTheNextChange() throws Exception {
        run("INSERT INTO changing_dropped VALUES (1, 'x', 1)");
        run("ALTER TABLE changing_dropped DROP COLUMN b");
        run("UPDATE changing_dropped SET a = 'y' WHERE id = 1");

        JsonNode after = last("changing_dropped", 2).at("/after");
        assertThat(after.has("b")).isFalse();
        assertThat(after.path("a").asText()).isEqualTo("y");
    }

    @Test
    void aColumnThatIsRenamedHasItsNewNameWithTheNextChange() throws Exception {
        run("INSERT INTO changing_renamed VALUES (1, 'x', 1)");
        run("ALTER TABLE changing_renamed RENAME COLUMN a TO \"New name\"");
        run("UPDATE changing_renamed SET b = 2 WHERE id = 1");

        JsonNode after = last("changing_renamed", 2).at("/after");
        assertThat(after.has("a")).isFalse();
        assertThat(after.path("New name").asText()).isEqualTo("x");
    }

    @Test
    void aColumnThatIsRetypedHasItsNewTypeWithTheNextChange() throws Exception {
        run("INSERT INTO changing_retyped VALUES (1, '17', 1)");
        run("ALTER TABLE changing_retyped ALTER COLUMN a TYPE int USING a::int, ALTER COLUMN b TYPE text");
        run("UPDATE changing_retyped SET b = 'two' WHERE id = 1");

        JsonNode after = last("changing_retyped", 2).at("/after");
        assertThat(after.path("a").isInt()).isTrue();
        assertThat(after.path("b").asText()).isEqualTo("two");
    }

    @Test
    void aPrimaryKeyThatIsChangedIsTheKeyOfTheNextChange() throws Exception {
        run("INSERT INTO changing_keyed VALUES (1, 'x', 1)");
        // Debezium looks the key up when it reads the change.
        last("changing_keyed", 1);
        run("ALTER TABLE changing_keyed DROP CONSTRAINT changing_keyed_pkey, ADD PRIMARY KEY (id, a)");
        run("INSERT INTO changing_keyed VALUES (1, 'y', 2)");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.topics.read(ODG_TOPIC + "changing_keyed"))
                        .extracting(TopicRecord::key)
                        .contains(TopicReader.tree("{\"id\":1}"), TopicReader.tree("{\"id\":1,\"a\":\"y\"}")));
    }

    @Test
    void aReplicaIdentityThatIsChangedTellsTheWholeRowBeforeWithTheNextChange() throws Exception {
        run("INSERT INTO changing_identified VALUES (1, 'x', 1)");
        run("ALTER TABLE changing_identified REPLICA IDENTITY FULL");
        run("UPDATE changing_identified SET b = 2 WHERE id = 1");

        JsonNode update = last("changing_identified", 2);
        assertThat(update.at("/before/a").asText()).isEqualTo("x");
        assertThat(update.at("/before/b").asInt()).isEqualTo(1);
    }

    @Test
    void aNewPartitionIsCapturedAtOnceUnderTheTablesName() throws Exception {
        run("CREATE TABLE part_of_changing_2 PARTITION OF changing_parts FOR VALUES FROM (100) TO (200)");
        run("INSERT INTO changing_parts VALUES (2, 'old'), (102, 'new')");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.topics.read(ODG_TOPIC + "changing_parts"))
                        .extracting(found -> found.value().at("/after/a").asText())
                        .containsExactlyInAnyOrder("snapshot", "old", "new"));
        assertThat(world.topics.topics()).noneMatch(topic -> topic.contains("part_of_changing"));
    }

    @Test
    void aTruncationIsTold() throws Exception {
        run("INSERT INTO changing_truncated VALUES (1, 'x', 1)");
        run("TRUNCATE changing_truncated");
        run("INSERT INTO changing_truncated VALUES (2, 'y', 2)");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.topics.read(ODG_TOPIC + "changing_truncated"))
                        .extracting(found -> found.value().path("op").asText())
                        .containsExactlyInAnyOrder("c", "t", "c"));
    }

    private void run(String sql) throws Exception {
        world.postgres.execute("odg", sql);
    }

    /** The last of so many events of the row with the id 1. */
    private JsonNode last(String table, int events) {
        await().atMost(PATIENCE)
                .until(() -> world.topics.read(ODG_TOPIC + table, "id", 1).size() >= events);
        return world.topics.read(ODG_TOPIC + table, "id", 1).get(events - 1).value();
    }
}
