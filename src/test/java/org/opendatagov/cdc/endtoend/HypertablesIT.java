package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.TIMESCALE_TOPIC;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedWorld.Provider.class)
class HypertablesIT {

    private static final String TOPIC = TIMESCALE_TOPIC + "model_performance_ts";
    private static final String DAY = "2026-03-02T10:00:00.000000Z";
    private static final String NEXT_DAY = "2026-03-03T10:00:00.000000Z";

    private final SharedWorld world;
    private final String model = "model:" + UUID.randomUUID();

    HypertablesIT(SharedWorld world) {
        this.world = world;
    }

    /** The text of a key, time first, as OpenDataGov's three hypertables have it. */
    static String key(String time, String name, Object last) {
        return "%s:%s:%s".formatted(encoded(time), encoded(name), encoded(last.toString()));
    }

    private static String encoded(String part) {
        return part.replace("%", "%25").replace(":", "%3A");
    }

    @Test
    void rowsOfTwoChunksGoToTheHypertablesTopicAlone() throws Exception {
        insert(DAY, 0.5);
        insert(NEXT_DAY, 0.6);

        world.sinks().await("model_performance_ts", key(DAY, model, 1), "accuracy", 0.5);
        world.sinks().await("model_performance_ts", key(NEXT_DAY, model, 1), "accuracy", 0.6);
        List<TopicRecord> events = world.topics.read(TOPIC, "model_name", model);
        assertThat(events).extracting(TopicRecord::operation).containsExactlyInAnyOrder("c", "c");
        assertThat(events)
                .extracting(event -> event.value().at("/source/table").asText())
                .containsOnly("model_performance_ts");
        assertNoTopicOfChunks();
    }

    @Test
    void updatesAndDeletesOfChunksArriveWithTheirTombstones() throws Exception {
        insert(DAY, 0.5);
        insert(NEXT_DAY, 0.6);
        world.timescale.run("UPDATE model_performance_ts SET accuracy = 0.7 WHERE model_name = ?", model);
        world.sinks().await("model_performance_ts", key(NEXT_DAY, model, 1), "accuracy", 0.7);
        world.timescale.run(
                "DELETE FROM model_performance_ts WHERE model_name = ? AND time = ?::timestamptz", model, DAY);

        world.sinks().awaitGone("model_performance_ts", key(DAY, model, 1));
        world.sinks().await("model_performance_ts", key(NEXT_DAY, model, 1), "accuracy", 0.7);
        await().untilAsserted(() -> assertThat(world.topics.read(TOPIC, "model_name", model))
                .filteredOn(event -> event.key().path("time").asText().startsWith("2026-03-02"))
                .extracting(TopicRecord::operation)
                .containsExactly("c", "u", "d", "tombstone"));
        assertNoTopicOfChunks();
    }

    @Test
    void sinksKeepTheRowsOfAChunkThatIsCompressedChangedAndCompressedAgain() throws Exception {
        String day = "2026-03-12T10:00:00.000000Z";
        String hourLater = "2026-03-12T11:00:00.000000Z";
        insert(day, 0.5);
        compress(day);
        insert(hourLater, 0.6);
        world.timescale.run("UPDATE model_performance_ts SET accuracy = 0.7 WHERE model_name = ?", model);
        // Deletes both rows from the chunk as it compresses them.
        compress(day);
        insert(NEXT_DAY, 0.8);

        world.sinks().await("model_performance_ts", key(NEXT_DAY, model, 1), "accuracy", 0.8);
        world.sinks().await("model_performance_ts", key(day, model, 1), "accuracy", 0.7);
        world.sinks().await("model_performance_ts", key(hourLater, model, 1), "accuracy", 0.7);
        assertThat(world.topics.read(TOPIC, "model_name", model))
                .extracting(TopicRecord::operation)
                .containsExactlyInAnyOrder("c", "u", "c", "u", "c");
        assertNoTopicOfChunks();
    }

    @Test
    void rowsOfTheOtherHypertablesReachTheSinks() throws Exception {
        world.timescale.run(
                "INSERT INTO quality_metrics_ts (time, dataset_id, layer, custom_checks)"
                        + " VALUES (?::timestamptz, ?, 'gold', '{\"a\": [1]}')",
                DAY,
                model);
        world.timescale.run(
                "INSERT INTO pipeline_metrics_ts (time, pipeline_id, run_id, status)"
                        + " VALUES (?::timestamptz, 'p', ?, 'success')",
                DAY,
                model);

        world.sinks()
                .await(
                        "quality_metrics_ts",
                        key(DAY, model, "gold"),
                        row -> assertThat(row.at("/custom_checks/a/0").asInt()).isEqualTo(1));
        world.sinks().await("pipeline_metrics_ts", key(DAY, "p", model), "status", "success");
    }

    @Test
    void aKeyOverElasticsearchsLimitBecomesADigestThere() throws Exception {
        String dataset = "ü".repeat(300) + UUID.randomUUID();
        world.timescale.run(
                "INSERT INTO quality_metrics_ts (time, dataset_id, layer, row_count) VALUES (?::timestamptz, ?, 'g', 1)",
                DAY,
                dataset);

        String key = key(DAY, dataset, "g");
        Consumer<JsonNode> whole =
                row -> assertThat(row.path("row_count").asInt()).isEqualTo(1);
        world.sinks().awaitEntry("quality_metrics_ts", key, whole);
        world.sinks().awaitDocument("quality_metrics_ts", digest(key), whole);
        world.timescale.run("DELETE FROM quality_metrics_ts WHERE dataset_id = ?", dataset);
        world.sinks().awaitDocumentGone("quality_metrics_ts", digest(key));
    }

    private void insert(String time, double accuracy) throws Exception {
        world.timescale.run(
                "INSERT INTO model_performance_ts (time, model_name, model_version, accuracy)"
                        + " VALUES (?::timestamptz, ?, 1, ?)",
                time,
                model,
                accuracy);
    }

    /** Compresses the chunk of a day, which begins at midnight UTC. */
    private void compress(String day) throws Exception {
        world.timescale.run(
                "SELECT compress_chunk(c) FROM (SELECT show_chunks('model_performance_ts', ?::timestamptz + interval '1 day')"
                        + " EXCEPT SELECT show_chunks('model_performance_ts', ?::timestamptz)) s (c)",
                day,
                day);
    }

    private static String digest(String key) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private void assertNoTopicOfChunks() {
        assertThat(world.topics.topics())
                .noneMatch(topic -> topic.contains("_timescaledb_internal") || topic.equals("cdc.timescale.message"));
    }
}
