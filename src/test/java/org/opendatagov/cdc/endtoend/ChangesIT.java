package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;
import static org.opendatagov.cdc.endtoend.World.TIMESCALE_TOPIC;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedWorld.Provider.class)
class ChangesIT {

    private static final String REPORTS = ODG_TOPIC + "quality_reports";

    private final SharedWorld world;
    private final String id = UUID.randomUUID().toString();

    ChangesIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void anInsertReachesTopicRedisAndElasticsearch() throws Exception {
        insert("d1");

        world.sinks().await("quality_reports", id, "dataset_id", "d1");
        assertThat(operations()).containsExactly("c");
    }

    @Test
    void anUpdateReachesTopicRedisAndElasticsearch() throws Exception {
        insert("d1");
        world.odg.run("UPDATE quality_reports SET dataset_id = 'd2' WHERE id = ?::uuid", id);

        world.sinks().await("quality_reports", id, "dataset_id", "d2");
        assertThat(operations()).containsExactly("c", "u");
    }

    @Test
    void aDeleteRemovesTheEntryAndTheDocumentAndLeavesATombstone() throws Exception {
        insert("d1");
        world.sinks().await("quality_reports", id, "dataset_id", "d1");
        world.odg.run("DELETE FROM quality_reports WHERE id = ?::uuid", id);

        world.sinks().awaitGone("quality_reports", id);
        assertThat(operations()).containsExactly("c", "d", "tombstone");
    }

    @Test
    void aRowThatIsInsertedAgainAfterItsDeleteIsThereAgain() throws Exception {
        insert("d1");
        world.odg.run("DELETE FROM quality_reports WHERE id = ?::uuid", id);
        insert("d2");

        world.sinks().await("quality_reports", id, "dataset_id", "d2");
        assertThat(operations()).containsExactly("c", "d", "tombstone", "c");
    }

    @Test
    void theTopicHoldsDebeziumsEnvelope() throws Exception {
        insert("d1");
        world.odg.run("UPDATE quality_reports SET dataset_id = 'd2' WHERE id = ?::uuid", id);
        world.sinks().await("quality_reports", id, "dataset_id", "d2");

        List<TopicRecord> events = world.topics.read(REPORTS, "id", id);
        JsonNode create = events.get(0).value();
        JsonNode update = events.get(1).value();
        assertThat(create.fieldNames())
                .toIterable()
                .contains("before", "after", "source", "op", "ts_ms", "transaction")
                .doesNotContain("schema", "payload");
        assertThat(create.get("before").isNull()).isTrue();
        assertThat(create.at("/after/dataset_id").asText()).isEqualTo("d1");
        assertThat(create.at("/source/connector").asText()).isEqualTo("postgresql");
        assertThat(create.at("/source/name").asText()).isEqualTo("cdc.odg");
        assertThat(create.at("/source/db").asText()).isEqualTo("odg");
        assertThat(create.at("/source/schema").asText()).isEqualTo("public");
        assertThat(create.at("/source/table").asText()).isEqualTo("quality_reports");
        assertThat(create.at("/source/snapshot").asText()).isEqualTo("false");
        assertThat(create.get("ts_ms").asLong())
                .isGreaterThanOrEqualTo(create.at("/source/ts_ms").asLong());
        assertThat(update.at("/source/lsn").asLong())
                .isGreaterThan(create.at("/source/lsn").asLong());
        assertThat(update.at("/source/txId").asLong())
                .isGreaterThan(create.at("/source/txId").asLong());
        assertThat(update.at("/after/dataset_id").asText()).isEqualTo("d2");
    }

    @Test
    void withReplicaIdentityFullAnUpdateTellsTheRowBefore() throws Exception {
        world.odg.run("INSERT INTO pipeline_executions (run_id, pipeline_id, status) VALUES (?, 'p', 'pending')", id);
        world.odg.run("UPDATE pipeline_executions SET status = 'running' WHERE run_id = ?", id);
        world.sinks().await("pipeline_executions", id, "status", "running");

        JsonNode update = world.topics
                .read(ODG_TOPIC + "pipeline_executions", "run_id", id)
                .get(1)
                .value();
        assertThat(update.at("/before/status").asText()).isEqualTo("pending");
        assertThat(update.at("/after/status").asText()).isEqualTo("running");
    }

    @ParameterizedTest
    @CsvSource({
        "governance_decisions, 3",
        "approval_records, 3",
        "veto_records, 3",
        "audit_events, 5",
        "pipeline_versions, 3",
        "pipeline_executions, 5",
        "lineage_events, 5",
        "model_cards, 3",
        "quality_reports, 3",
        "data_contracts, 3"
    })
    void aTopicHasItsPartitionsAndKeepsAYear(String table, int partitions) {
        assertTopic(ODG_TOPIC + table, partitions);
    }

    @ParameterizedTest
    @CsvSource({"model_performance_ts", "quality_metrics_ts", "pipeline_metrics_ts"})
    void aHypertablesTopicHasFivePartitionsAndKeepsAYear(String hypertable) {
        assertTopic(TIMESCALE_TOPIC + hypertable, 5);
    }

    private void assertTopic(String topic, int partitions) {
        assertThat(world.topics.partitions(topic)).isEqualTo(partitions);
        assertThat(world.topics.setting(topic, "retention.ms"))
                .isEqualTo(Long.toString(Duration.ofDays(365).toMillis()));
    }

    private void insert(String dataset) throws Exception {
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?::uuid, ?)", id, dataset);
    }

    private List<String> operations() {
        return world.topics.read(REPORTS, "id", id).stream()
                .map(TopicRecord::operation)
                .toList();
    }
}
