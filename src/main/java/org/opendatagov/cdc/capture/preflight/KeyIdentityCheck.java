package org.opendatagov.cdc.capture.preflight;

import io.debezium.data.Envelope.Operation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.Sql;

/**
 * Whether the WAL has the key of a deleted row: of the row before, it has the columns of the table's replica identity only, and a
 * column of the key that isn't one of them is null in the event.
 */
class KeyIdentityCheck {

    private static final String NAME = "key-identity";
    private static final String FULL = "FULL";

    private final DebeziumRules rules;
    private final SourceTables tables;

    KeyIdentityCheck(DebeziumRules rules, SourceTables tables) {
        this.rules = rules;
        this.tables = tables;
    }

    PreflightCheck check() {
        Map<SourceTable, List<String>> missing = new LinkedHashMap<>();
        tables.all().stream()
                .filter(table -> table.holdsRows() && table.logged() && table.identified() && !tables.isChunk(table))
                .forEach(table -> {
                    Set<String> columns = key(table);
                    table.identityColumns().forEach(columns::remove);
                    if (!columns.isEmpty()) {
                        missing.put(table, List.copyOf(columns));
                    }
                });
        if (missing.isEmpty()) {
            return PreflightCheck.ok(NAME, "the WAL has the key of each deleted row");
        }
        String message = missing.entrySet().stream()
                        .map(entry -> sentence(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("; "))
                + ": deletes have no key, and a change of the key leaves the row of the old key in the sinks";
        Mend mend = mend(missing.keySet());
        // Debezium may be about to set the identity itself; and deletes that nobody wants need no key.
        return rules.setsIdentities() || rules.skips(Operation.DELETE)
                ? PreflightCheck.warning(NAME, message, mend)
                : PreflightCheck.problem(NAME, message, mend);
    }

    /** What keys the events of its rows, under its own name or that of the partitioned table that it is a part of. */
    private Set<String> key(SourceTable table) {
        return tables.captured().stream()
                .filter(captured ->
                        captured.name().equals(table.name()) || captured.name().equals(table.root()))
                .flatMap(captured -> rules.keyOf(captured).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String sentence(SourceTable table, List<String> missing) {
        String identity = switch (table.identity()) {
            case 'i' -> "index " + table.identifyingIndex();
            default -> "the primary key";
        };
        return "table " + table.name() + " has " + identity + " (" + String.join(", ", table.identityColumns())
                + ") as its replica identity, without "
                + (missing.size() == 1 ? "column " : "columns ") + String.join(", ", missing)
                + " of the key of its events";
    }

    private Mend mend(Set<SourceTable> wrong) {
        Mend mend = Mend.runAs(
                "as its owner",
                wrong.stream()
                        .map(table ->
                                "ALTER TABLE " + tables.owner(table).quoted() + " REPLICA IDENTITY " + identity(table))
                        .distinct()
                        .toArray(String[]::new));
        // The SQL must not break the updates that work.
        return wrong.stream().anyMatch(table -> table.generated() && FULL.equals(identity(table)))
                ? mend.and(
                        ", but with PostgreSQL 18 or later only once the publication has " + GeneratedColumns.PUBLISHED
                                + ", and not with virtual generated columns: PostgreSQL refuses updates otherwise")
                : mend;
    }

    private String identity(SourceTable table) {
        boolean sufficient = table.key().columns().containsAll(key(table));
        if (sufficient && table.key().primary() && table.hasPrimaryKey()) {
            return "DEFAULT";
        }
        return sufficient && table.key().exists() && table.key().index().equals(table.identityIndex())
                ? "USING INDEX " + Sql.identifier(table.identityIndex())
                : FULL;
    }
}
