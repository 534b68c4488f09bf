package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedWorld.Provider.class)
class KeysIT {

    private final SharedWorld world;
    private final String name = UUID.randomUUID().toString();

    KeysIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void aKeyChangeMovesTheEntryAndTheDocument() throws Exception {
        execution(name);
        world.sinks().await("pipeline_executions", name, "status", "pending");
        world.odg.run("UPDATE pipeline_executions SET run_id = ? WHERE run_id = ?", name + "-new", name);

        world.sinks().awaitGone("pipeline_executions", name);
        world.sinks().await("pipeline_executions", name + "-new", "run_id", name + "-new");
        assertThat(world.topics.read(ODG_TOPIC + "pipeline_executions", "run_id", name))
                .extracting(TopicRecord::operation)
                .containsExactly("c", "d", "tombstone");
        assertThat(world.topics.read(ODG_TOPIC + "pipeline_executions", "run_id", name + "-new"))
                .extracting(TopicRecord::operation)
                .containsExactly("c");
    }

    @Test
    void aChangeOfOnePartOfACompositeKeyMovesTheEntryAndTheDocument() throws Exception {
        version(name, 1);
        world.sinks().await("pipeline_versions", name + ":1", "version", 1);
        world.odg.run("UPDATE pipeline_versions SET version = 2 WHERE pipeline_id = ?", name);

        world.sinks().awaitGone("pipeline_versions", name + ":1");
        world.sinks().await("pipeline_versions", name + ":2", "version", 2);
    }

    @Test
    void rowsWithACompositeKeyAreKeptApart() throws Exception {
        version(name, 1);
        version(name, 2);
        world.sinks().await("pipeline_versions", name + ":1", "version", 1);
        world.sinks().await("pipeline_versions", name + ":2", "version", 2);
        world.odg.run("DELETE FROM pipeline_versions WHERE pipeline_id = ? AND version = 1", name);

        world.sinks().awaitGone("pipeline_versions", name + ":1");
        world.sinks().await("pipeline_versions", name + ":2", "version", 2);
    }

    @Test
    void aTableWithoutIdIsKeyedByItsPrimaryKey() throws Exception {
        execution(name);
        world.sinks().await("pipeline_executions", name, "run_id", name);
        world.odg.run("DELETE FROM pipeline_executions WHERE run_id = ?", name);

        world.sinks().awaitGone("pipeline_executions", name);
    }

    @Test
    void aSingleKeyIsTakenAsItIs() throws Exception {
        String odd = "run:" + name + " 100% {a}/ä?#";
        execution(odd);
        world.sinks().await("pipeline_executions", odd, "run_id", odd);
        world.odg.run("DELETE FROM pipeline_executions WHERE run_id = ?", odd);

        world.sinks().awaitGone("pipeline_executions", odd);
    }

    @Test
    void colonsAndPercentsInPartsOfACompositeKeyAreEncoded() throws Exception {
        version(name + ":1%", 2);
        version(name + "%3A1%", 2);

        world.sinks().await("pipeline_versions", name + "%3A1%25:2", "pipeline_id", name + ":1%");
        world.sinks().await("pipeline_versions", name + "%253A1%25:2", "pipeline_id", name + "%3A1%");
        world.odg.run("DELETE FROM pipeline_versions WHERE pipeline_id = ?", name + ":1%");
        world.sinks().awaitGone("pipeline_versions", name + "%3A1%25:2");
        world.sinks().await("pipeline_versions", name + "%253A1%25:2", "pipeline_id", name + "%3A1%");
    }

    private void execution(String runId) throws Exception {
        world.odg.run("INSERT INTO pipeline_executions (run_id, pipeline_id) VALUES (?, 'p')", runId);
    }

    private void version(String pipelineId, int version) throws Exception {
        world.odg.run("INSERT INTO pipeline_versions (pipeline_id, version) VALUES (?, ?)", pipelineId, version);
    }
}
