package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;

/** Events keyed by columns that the connector's options name: not unique, null, large, outside of the replica identity. */
@ExtendWith(CaptureWorld.Provider.class)
class MessageKeysIT {

    private static final String PLACEHOLDER = "__debezium_unavailable_value";
    private static final String LARGE = "repeat('%s', 4000)";

    private final CaptureWorld world;

    MessageKeysIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void aLargeValueIsReadByThePrimaryKeyWhateverKeysTheEvents() throws Exception {
        ValuesStage stage = new ValuesStage(world, "keys_part");
        stage.run(
                "CREATE TABLE keys_part (tenant text, id int, note text, large text, PRIMARY KEY (tenant, id))",
                "ALTER TABLE keys_part ALTER large SET STORAGE EXTERNAL",
                "INSERT INTO keys_part SELECT 'a', i, 'read', repeat(i::text, 4000) FROM generate_series(1, 5) i");
        try (LocalCapture capture =
                stage.capture(Map.of("messageKeyColumns", "public.keys_part:tenant"), "keys_part")) {
            stage.run("UPDATE keys_part SET note = 'updated' WHERE id IN (1, 3, 5)");

            for (int id : List.of(1, 3, 5)) {
                TopicRecord event = stage.await("keys_part", id, "updated");
                assertThat(event.key()).hasToString("{\"tenant\":\"a\"}");
                assertThat(event.value().at("/after/large").asText())
                        .isEqualTo(String.valueOf(id).repeat(4_000));
            }
            assertThat(capture.status().state()).isEqualTo(ConnectorState.STREAMING);
        }
        stage.drop("keys_part");
    }

    @Test
    void aLargeValueOfAPartitionedTableIsReadByTheKeyOfTheWhole() throws Exception {
        ValuesStage stage = new ValuesStage(world, "keys_root");
        stage.run(
                "CREATE TABLE keys_root (id int, tenant text, note text, large text, PRIMARY KEY (id, tenant))"
                        + " PARTITION BY LIST (tenant)",
                "CREATE TABLE keys_root_a PARTITION OF keys_root FOR VALUES IN ('a')",
                "CREATE TABLE keys_root_b PARTITION OF keys_root FOR VALUES IN ('b')",
                "ALTER TABLE keys_root_a ALTER large SET STORAGE EXTERNAL",
                "ALTER TABLE keys_root_b ALTER large SET STORAGE EXTERNAL",
                "INSERT INTO keys_root SELECT i, CASE WHEN i > 3 THEN 'b' ELSE 'a' END, 'read', repeat(i::text, 4000)"
                        + " FROM generate_series(1, 6) i");
        try (LocalCapture capture =
                stage.capture(Map.of("messageKeyColumns", "public.keys_root:tenant"), "keys_root")) {
            stage.run(
                    "UPDATE keys_root SET note = 'updated' WHERE id = 5",
                    "UPDATE keys_root SET note = 'updated' WHERE id = 3");
            assertThat(large(stage.await("keys_root", 5, "updated"))).isEqualTo("5".repeat(4_000));
            assertThat(large(stage.await("keys_root", 3, "updated"))).isEqualTo("3".repeat(4_000));
            // The update then is a delete and a create.
            stage.run("UPDATE keys_root SET note = 'moved', tenant = 'b', id = 9 WHERE id = 3");
            assertThat(large(stage.await("keys_root", 9, "moved"))).isEqualTo("3".repeat(4_000));
            assertThat(capture.status().state()).isEqualTo(ConnectorState.STREAMING);
        }
        stage.drop("keys_root");
    }

    /** Nobody wants the deletes, so the replica identity needn't have the key. */
    @Test
    void keysOutsideOfTheReplicaIdentityMayBeNullAndLarge() throws Exception {
        ValuesStage stage = new ValuesStage(world, "keys_out");
        stage.run(
                "CREATE TABLE keys_out (id int PRIMARY KEY, num int, code text, note text, large text)",
                "ALTER TABLE keys_out ALTER large SET STORAGE EXTERNAL, ALTER code SET STORAGE EXTERNAL",
                "INSERT INTO keys_out SELECT i, NULL, 'c', 'read', repeat(i::text, 4000) FROM generate_series(1, 4) i",
                "UPDATE keys_out SET num = 7 WHERE id > 2",
                "UPDATE keys_out SET code = repeat('c', 4000) WHERE id = 4");
        try (LocalCapture capture = stage.capture(
                Map.of("messageKeyColumns", "public.keys_out:num,code", "skippedOperations", "d,t"), "keys_out")) {
            stage.run("UPDATE keys_out SET note = 'updated'");

            String code = "c";
            for (int id = 1; id <= 4; id++) {
                TopicRecord event = stage.await("keys_out", id, "updated");
                assertThat(event.value().at("/after/large").asText())
                        .isEqualTo(String.valueOf(id).repeat(4_000));
                assertThat(event.key().path("num")).hasToString(id > 2 ? "7" : "null");
                assertThat(event.key().path("code").asText()).isEqualTo(id == 4 ? code.repeat(4_000) : code);
            }
            assertThat(capture.status().state()).isEqualTo(ConnectorState.STREAMING);
        }
        stage.drop("keys_out");
    }

    @Test
    void aKeyThatTheReplicaIdentityLosesLaterStopsNothing() throws Exception {
        ValuesStage stage = new ValuesStage(world, "keys_lost");
        stage.run(
                "CREATE TABLE keys_lost (id int PRIMARY KEY, tenant text NOT NULL, note text, large text)",
                "ALTER TABLE keys_lost ALTER large SET STORAGE EXTERNAL",
                "ALTER TABLE keys_lost REPLICA IDENTITY FULL",
                "INSERT INTO keys_lost SELECT i, 'a', 'read', repeat(i::text, 4000) FROM generate_series(1, 4) i");
        try (LocalCapture capture =
                stage.capture(Map.of("messageKeyColumns", "public.keys_lost:tenant"), "keys_lost")) {
            stage.run("UPDATE keys_lost SET note = 'full' WHERE id = 1", "DELETE FROM keys_lost WHERE id = 2");
            assertThat(large(stage.await("keys_lost", 1, "full"))).isEqualTo("1".repeat(4_000));
            stage.run(
                    "ALTER TABLE keys_lost REPLICA IDENTITY DEFAULT",
                    "UPDATE keys_lost SET note = 'default' WHERE id = 4",
                    "DELETE FROM keys_lost WHERE id = 3",
                    "UPDATE keys_lost SET note = 'after' WHERE id = 4");
            assertThat(large(stage.await("keys_lost", 4, "after"))).isEqualTo("4".repeat(4_000));
            assertThat(deletes(stage, "keys_lost"))
                    .extracting(event -> event.key().toString())
                    .containsExactlyInAnyOrder("{\"tenant\":\"a\"}", "{\"tenant\":null}");
        }
        stage.drop("keys_lost");
    }

    private static String large(TopicRecord event) {
        return event.value().at("/after/large").asText();
    }

    private static List<TopicRecord> deletes(ValuesStage stage, String table) {
        return stage.events(table).stream()
                .filter(event -> event.operation().equals("d"))
                .toList();
    }

    @Test
    void aColumnThatIsGoneTakesNoOtherWithIt() throws Exception {
        ValuesStage stage = new ValuesStage(world, "keys_dropped");
        stage.run(
                "CREATE TABLE keys_dropped (id int PRIMARY KEY, note text, large text, dropped text)",
                "ALTER TABLE keys_dropped ALTER large SET STORAGE EXTERNAL, ALTER dropped SET STORAGE EXTERNAL",
                "INSERT INTO keys_dropped SELECT 1, 'read', repeat('x', 4000), repeat('y', 4000)");
        try (LocalCapture capture = stage.capture(Map.of(), "keys_dropped")) {
            stage.runAtOnce("UPDATE keys_dropped SET note = 'updated'", "ALTER TABLE keys_dropped DROP COLUMN dropped");
            TopicRecord event = stage.await("keys_dropped", 1, "updated");
            assertThat(large(event)).isEqualTo("x".repeat(4_000));
            assertThat(event.headers()).containsEntry("cdc.unavailable.columns", "[\"dropped\"]");
            assertThat(capture.status().state()).isEqualTo(ConnectorState.STREAMING);
        }
        stage.drop("keys_dropped");
    }

    @Test
    void whatIsGoneIsNamedInTheEventAndWhatOnlyLooksSoIsNot() throws Exception {
        ValuesStage stage = new ValuesStage(world, "keys_gone");
        stage.run(
                "CREATE TABLE keys_gone (id int PRIMARY KEY, note text, large text, bytes bytea, list text[])",
                "ALTER TABLE keys_gone ALTER large SET STORAGE EXTERNAL",
                "INSERT INTO keys_gone VALUES (1, 'read', '" + PLACEHOLDER + "', '" + PLACEHOLDER + "', ARRAY['"
                        + PLACEHOLDER + "'])",
                "INSERT INTO keys_gone SELECT 2, 'read', " + LARGE.formatted("x"));
        try (LocalCapture capture = stage.capture(Map.of(), "keys_gone")) {
            assertThat(stage.await("keys_gone", 1, "read").headers()).containsEntry("cdc.unavailable.columns", "[]");
            assertThat(stage.await("keys_gone", 2, "read").headers()).doesNotContainKey("cdc.unavailable.columns");
            stage.run("UPDATE keys_gone SET note = 'updated' WHERE id = 1");
            TopicRecord real = stage.await("keys_gone", 1, "updated");
            assertThat(real.headers()).containsEntry("cdc.unavailable.columns", "[]");
            assertThat(large(real)).isEqualTo(PLACEHOLDER);

            stage.run("UPDATE keys_gone SET note = 'kept' WHERE id = 2");
            assertThat(stage.await("keys_gone", 2, "kept").headers()).doesNotContainKey("cdc.unavailable.columns");
            stage.runAtOnce("UPDATE keys_gone SET note = 'gone' WHERE id = 2", "DELETE FROM keys_gone WHERE id = 2");
            Awaitility.await()
                    .atMost(ValuesStage.PATIENCE)
                    .until(() -> !deletes(stage, "keys_gone").isEmpty());
            TopicRecord gone = stage.events("keys_gone").stream()
                    .filter(event -> !event.isTombstone()
                            && event.value().at("/after/note").asText().equals("gone"))
                    .findFirst()
                    .orElseThrow();
            assertThat(gone.headers()).containsEntry("cdc.unavailable.columns", "[\"large\"]");
            JsonNode after = gone.value().path("after");
            assertThat(after.path("large").asText()).isEqualTo(PLACEHOLDER);
            assertThat(after.path("bytes").isNull()).isTrue();
        }
        stage.drop("keys_gone");
    }
}
