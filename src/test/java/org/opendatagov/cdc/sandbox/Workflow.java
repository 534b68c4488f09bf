package org.opendatagov.cdc.sandbox;

import java.util.stream.Stream;

/** The three workflows that the service notifies. */
enum Workflow {
    GOVERNANCE_DECISION("governance-decision", "governance_decisions"),
    PIPELINE_FAILED("pipeline-failed", "pipeline_executions"),
    MODEL_CARD("model-card", "model_cards");

    private final String text;
    private final String table;

    Workflow(String text, String table) {
        this.text = text;
        this.table = table;
    }

    /** The workflow that hears of a table, or null. */
    static Workflow of(String table) {
        return Stream.of(values())
                .filter(w -> w.table.equals(table))
                .findFirst()
                .orElse(null);
    }

    /** The name in the service's settings. */
    String text() {
        return text;
    }

    /** Where its endpoint listens. */
    String path() {
        return "/" + text;
    }
}
