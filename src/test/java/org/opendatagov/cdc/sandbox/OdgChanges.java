package org.opendatagov.cdc.sandbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;

/** How the ten tables of the governance database are changed. */
final class OdgChanges {
    private final Connection connection;
    private final RandomValues random;
    private final ExpectedNotifications expected;
    private final Map<TableChanges, Integer> weights = new LinkedHashMap<>();

    private OdgChanges(Connection connection, RandomValues random, ExpectedNotifications expected) {
        this.connection = connection;
        this.random = random;
        this.expected = expected;
    }

    /** The tables' changes and how often each comes, parents before children. */
    static Map<TableChanges, Integer> of(Connection connection, RandomValues random, ExpectedNotifications expected)
            throws SQLException {
        OdgChanges changes = new OdgChanges(connection, random, expected);
        changes.decisions();
        changes.pipelines();
        changes.others();
        return changes.weights;
    }

    private void decisions() throws SQLException {
        TableChanges approvals = new TableChanges(table("approval_records"), random);
        TableChanges vetoes = new TableChanges(table("veto_records"), random);
        TableChanges decisions = new DecisionChanges(table("governance_decisions"), random, approvals.live, vetoes.live)
                .onInsert(key -> expected.add(Workflow.GOVERNANCE_DECISION, key))
                .column("status", () -> random.pick("pending", "in_review", "approved", "rejected", "vetoed"));
        approvals
                .column("decision_id", () -> decisions.live.pick(random).get(0))
                .column("vote", () -> random.pick("approve", "reject", "abstain"));
        vetoes.column("decision_id", () -> decisions.live.pick(random).get(0))
                .column("status", () -> random.pick("active", "overridden", "expired"));
        TableChanges reports = new TableChanges(table("quality_reports"), random)
                .keysChange()
                .column(
                        "triggered_by",
                        () -> random.chance(0.3) || decisions.live.isEmpty()
                                ? null
                                : decisions.live.pick(random).get(0));
        weights.put(decisions, 10);
        weights.put(approvals, 12);
        weights.put(vetoes, 6);
        weights.put(reports, 10);
    }

    private void pipelines() throws SQLException {
        weights.put(
                new TableChanges(table("pipeline_versions"), random)
                        .keysChange()
                        .column("transformation_code", () -> random.chance(0.5) ? random.large() : "SELECT 1"),
                6);
        weights.put(
                new ExecutionChanges(
                        table("pipeline_executions"), random, key -> expected.add(Workflow.PIPELINE_FAILED, key)),
                22);
    }

    private void others() throws SQLException {
        weights.put(new TableChanges(table("audit_events"), random).appendOnly(), 12);
        weights.put(new TableChanges(table("lineage_events"), random).keysChange(), 10);
        weights.put(
                new TableChanges(table("model_cards"), random)
                        .onUpdate(key -> expected.add(Workflow.MODEL_CARD, key))
                        .column("model_name", () -> "model " + random.uuid())
                        .column("risk_level", () -> random.pick("minimal", "limited", "high")),
                6);
        weights.put(
                new TableChanges(table("data_contracts"), random)
                        .keysChange()
                        .column("name", () -> "contract " + random.uuid()),
                6);
    }

    private TableInfo table(String name) throws SQLException {
        return TableInfo.read(connection, name);
    }
}
