package org.opendatagov.cdc.sandbox;

import java.sql.SQLException;
import java.util.List;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;

/** Governance decisions: with one go its approvals and vetoes, and reports forget that it triggered them. */
final class DecisionChanges extends TableChanges {
    private final LiveKeys approvals;
    private final LiveKeys vetoes;

    DecisionChanges(TableInfo table, RandomValues random, LiveKeys approvals, LiveKeys vetoes) {
        super(table, random);
        this.approvals = approvals;
        this.vetoes = vetoes;
    }

    @Override
    void delete(Transaction transaction, List<String> key) throws SQLException {
        deleteVotes(transaction, "approval_records", approvals, key);
        deleteVotes(transaction, "veto_records", vetoes, key);
        transaction.executeReturning(
                "UPDATE quality_reports SET triggered_by = NULL WHERE triggered_by = ?::uuid RETURNING id", key);
        super.delete(transaction, key);
    }

    private static void deleteVotes(Transaction transaction, String table, LiveKeys live, List<String> decision)
            throws SQLException {
        transaction
                .executeReturning("DELETE FROM " + table + " WHERE decision_id = ?::uuid RETURNING id", decision)
                .forEach(vote -> transaction.remove(live, vote));
    }
}
