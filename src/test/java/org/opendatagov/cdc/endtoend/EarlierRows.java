package org.opendatagov.cdc.endtoend;

import java.sql.SQLException;

/** Rows of the shared world that were there before the service. */
final class EarlierRows {

    static final String DECISION = "10000000-0000-4000-8000-000000000001";
    static final String EXECUTION = "run-before";
    static final String FAILED_EXECUTION = "run-failed-before";
    static final String PIPELINE = "pipeline-before";
    static final String MODEL = "model-before";
    static final String TIME = "2026-02-08T10:00:00.000000Z";

    private EarlierRows() {}

    static void insert(World world) throws SQLException {
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES (?::uuid, 'promotion', 'before')",
                DECISION);
        world.odg.run(
                "INSERT INTO pipeline_executions (run_id, pipeline_id, status) VALUES (?, 'p', 'failed'), (?, 'p', 'failed')",
                EXECUTION,
                FAILED_EXECUTION);
        world.odg.run(
                "INSERT INTO pipeline_versions (pipeline_id, version, dag_hash) VALUES (?, 1, 'before'), (?, 2, 'before')",
                PIPELINE,
                PIPELINE);
        world.timescale.run(
                "INSERT INTO model_performance_ts (time, model_name, model_version, accuracy)"
                        + " VALUES (?::timestamptz, ?, 1, 0.5)",
                TIME,
                MODEL);
    }
}
