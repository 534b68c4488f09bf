package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Tables that inherit from a captured one, other than partitions and chunks. A snapshot of the parent reads their rows under the
 * parent's name, but their changes only ever come under their own.
 */
class InheritedRowsCheck {

    private static final String NAME = "inherited-rows";

    private static final String HEIRS = """
            WITH RECURSIVE below AS (
              SELECT i.inhparent AS parent, i.inhrelid AS child FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
              WHERE NOT c.relispartition AND c.relkind IN ('r', 'f')
              UNION
              SELECT b.parent, i.inhrelid FROM below b JOIN pg_inherits i ON i.inhparent = b.child)
            SELECT pn.nspname, p.relname, cn.nspname, c.relname FROM below b
            JOIN pg_class p ON p.oid = b.parent JOIN pg_namespace pn ON pn.oid = p.relnamespace
            JOIN pg_class c ON c.oid = b.child JOIN pg_namespace cn ON cn.oid = c.relnamespace
            ORDER BY 1, 2, 3, 4""";

    private record Heir(TableName parent, TableName child) {}

    private final DebeziumRules rules;
    private final SourceTables tables;

    InheritedRowsCheck(DebeziumRules rules, SourceTables tables) {
        this.rules = rules;
        this.tables = tables;
    }

    PreflightCheck check(Catalog catalog) throws SQLException {
        Set<TableName> captured = tables.capturedNames();
        List<Heir> heirs = catalog
                .rows(
                        HEIRS,
                        row -> new Heir(
                                new TableName(row.getString(1), row.getString(2)),
                                new TableName(row.getString(3), row.getString(4))))
                .stream()
                .filter(heir -> captured.contains(heir.parent())
                        && !isTimescales(heir.parent())
                        && !isTimescales(heir.child())
                        && !rules.selectsByItself(heir.parent()))
                .toList();
        if (heirs.isEmpty()) {
            return PreflightCheck.ok(NAME, "no table has rows of others that inherit from it");
        }
        List<TableName> parents = heirs.stream().map(Heir::parent).distinct().toList();
        List<TableName> children = heirs.stream().map(Heir::child).distinct().toList();
        List<TableName> uncaptured =
                children.stream().filter(child -> !captured.contains(child)).toList();
        return PreflightCheck.warning(
                NAME,
                TableChecks.inWords(children) + " inherits from " + TableChecks.inWords(parents)
                        + ": a snapshot reads its rows under the parent's name, but its changes never come under it, so"
                        + " that these rows stay as they were"
                        + (uncaptured.isEmpty()
                                ? ""
                                : "; changes of " + TableChecks.inWords(uncaptured) + " aren't captured at all"),
                Mend.words("make the parent a partitioned table (PARTITION BY), or "
                        + (uncaptured.isEmpty() ? "" : "capture the children by themselves and ")
                        + "have the snapshot read the parent's own rows only (snapshot.select.statement.overrides with"
                        + " SELECT * FROM ONLY the parent)"));
    }

    private boolean isTimescales(TableName table) {
        return tables.owners().containsKey(table) || HypertableCatalog.CHUNK_SCHEMA.equals(table.schema());
    }
}
