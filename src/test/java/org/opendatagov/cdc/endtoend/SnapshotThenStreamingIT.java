package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;
import static org.opendatagov.cdc.endtoend.World.TIMESCALE_TOPIC;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedWorld.Provider.class)
class SnapshotThenStreamingIT {

    private final SharedWorld world;

    SnapshotThenStreamingIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void rowsFromBeforeTheStartAreReadAndUpserted() {
        world.sinks().await("governance_decisions", EarlierRows.DECISION, "title", "before");
        world.sinks().await("pipeline_executions", EarlierRows.EXECUTION, "status", "failed");
        world.sinks().await("pipeline_versions", EarlierRows.PIPELINE + ":1", "dag_hash", "before");

        assertThat(world.topics.read(ODG_TOPIC + "pipeline_versions", "pipeline_id", EarlierRows.PIPELINE))
                .filteredOn(event -> event.key().path("version").asInt() == 1)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.operation()).isEqualTo("r");
                    assertThat(event.value().at("/source/snapshot").asText()).isNotEqualTo("false");
                });
    }

    @Test
    void rowsOfHypertablesFromBeforeTheStartAreReadOnce() {
        world.sinks()
                .await(
                        "model_performance_ts",
                        HypertablesIT.key(EarlierRows.TIME, EarlierRows.MODEL, 1),
                        "accuracy",
                        0.5);

        assertThat(world.topics.read(TIMESCALE_TOPIC + "model_performance_ts", "model_name", EarlierRows.MODEL))
                .singleElement()
                .extracting(TopicRecord::operation)
                .isEqualTo("r");
    }

    @Test
    void rowsFromAfterTheStartFollow() throws Exception {
        UUID id = UUID.randomUUID();
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES (?, 'promotion', 'after')", id);

        world.sinks().await("governance_decisions", id.toString(), "title", "after");
        assertThat(world.topics.read(ODG_TOPIC + "governance_decisions", "id", id))
                .singleElement()
                .extracting(TopicRecord::operation)
                .isEqualTo("c");
    }

    @Test
    void aRowOfTheSnapshotCanChangeAfterwards() throws Exception {
        world.odg.run(
                "UPDATE pipeline_versions SET dag_hash = 'after' WHERE pipeline_id = ? AND version = 2",
                EarlierRows.PIPELINE);

        world.sinks().await("pipeline_versions", EarlierRows.PIPELINE + ":2", "dag_hash", "after");
    }
}
