package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedWorld.Provider.class)
class EveryTableIT {

    private static final int TABLES = 13;

    private final SharedWorld world;
    private final UUID id = UUID.randomUUID();

    EveryTableIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void everyRowOfEveryTableIsTheSameInBothSinks() throws Exception {
        world.odg.run("INSERT INTO governance_decisions (id, decision_type, title) VALUES (?, 'promotion', 't')", id);
        world.odg.run("INSERT INTO approval_records (decision_id, voter_id, vote) VALUES (?, 'v', 'yes')", id);
        world.odg.run("INSERT INTO veto_records (decision_id, vetoed_by) VALUES (?, 'v')", id);
        world.odg.run("INSERT INTO audit_events (event_type, details) VALUES ('login', '{\"ip\": \"::1\"}')");
        world.odg.run("INSERT INTO pipeline_versions (pipeline_id, version) VALUES (?, 1)", id.toString());
        world.odg.run("INSERT INTO pipeline_executions (run_id, pipeline_id) VALUES (?, 'p')", id.toString());
        world.odg.run("INSERT INTO model_cards (model_name, limitations) VALUES (?, '[\"none\"]')", id.toString());
        world.odg.run("INSERT INTO quality_reports (dataset_id, dq_score) VALUES ('d', 0.1)");
        world.odg.run("INSERT INTO data_contracts (name, sla_definition) VALUES (?, '{\"a\": [1]}')", id.toString());
        for (String insert : new String[] {
            "model_performance_ts (time, model_name, model_version) VALUES (now(), ?, 1)",
            "quality_metrics_ts (time, dataset_id, layer) VALUES (now(), ?, 'gold')",
            "pipeline_metrics_ts (time, pipeline_id, run_id) VALUES (now(), 'p', ?)"
        }) {
            world.timescale.run("INSERT INTO " + insert, id.toString());
        }

        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(world.compare().differences()).isEmpty());
        assertThat(world.compare().tables()).isEqualTo(TABLES);
    }
}
