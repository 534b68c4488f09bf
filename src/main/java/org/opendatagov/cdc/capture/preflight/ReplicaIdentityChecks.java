package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.Sql;

/**
 * How the rows of the captured tables are told apart: in the WAL by their replica identity, without which PostgreSQL refuses
 * updates and deletes of a published table, and in the topics by a key.
 */
class ReplicaIdentityChecks {

    private final DebeziumRules rules;
    private final OptionsPlace place;
    private final SourceTables tables;

    ReplicaIdentityChecks(DebeziumRules rules, OptionsPlace place, SourceTables tables) {
        this.rules = rules;
        this.place = place;
        this.tables = tables;
    }

    List<PreflightCheck> checks() {
        // A partitioned table has no rows of its own: what counts is what its partitions have.
        List<SourceTable> without = tables.captured().stream()
                .filter(table -> table.holdsRows() && !table.identified())
                .toList();
        List<SourceTable> keyless = tables.captured().stream()
                .filter(table -> !table.isChunk() && rules.keyOf(table).isEmpty())
                .toList();
        List<SourceTable> merged = tables.captured().stream()
                .filter(table -> !table.isChunk()
                        && table.key().mergesRows()
                        && rules.keyOf(table).equals(table.key().columns()))
                .toList();
        List<SourceTable> named = tables.captured().stream()
                .filter(table -> !table.isChunk() && mayMerge(table))
                .toList();
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(identity(without));
        if (!merged.isEmpty()) {
            checks.add(merged(merged));
        }
        if (!named.isEmpty()) {
            checks.add(named(named));
        }
        if (!keyless.isEmpty() || (merged.isEmpty() && named.isEmpty())) {
            checks.add(keys(keyless));
        }
        return checks;
    }

    private PreflightCheck identity(List<SourceTable> without) {
        if (without.isEmpty()) {
            return PreflightCheck.ok("replica-identity", "each table has a replica identity");
        }
        return PreflightCheck.warning(
                "replica-identity",
                names(without) + " has no replica identity, so that PostgreSQL refuses to update or delete its rows"
                        + " while it is in a publication",
                Mend.runAs("as its owner", statements(without, tables)));
    }

    /** What gives tables a replica identity; that of a hypertable reaches its chunks, also those to come. */
    static String[] statements(List<SourceTable> without, SourceTables tables) {
        Set<String> statements = new LinkedHashSet<>();
        for (SourceTable table : without) {
            statements.add("ALTER TABLE " + tables.owner(table).quoted() + " REPLICA IDENTITY "
                    + (table.hasPrimaryKey()
                            ? "DEFAULT"
                            : tables.isChunk(table) || table.identityIndex() == null
                                    ? "FULL"
                                    : "USING INDEX " + Sql.identifier(table.identityIndex())));
        }
        return statements.toArray(String[]::new);
    }

    private PreflightCheck keys(List<SourceTable> keyless) {
        return keyless.isEmpty()
                ? PreflightCheck.ok("keys", "each table has a key for its events")
                : PreflightCheck.warning(
                        "keys",
                        names(keyless) + " has no primary key, so that its events have no key: their order isn't"
                                + " kept, and sinks can't tell its rows apart",
                        Mend.words("give it a primary key, or name columns that tell its rows apart in "
                                + place.option("messageKeyColumns")));
    }

    /** A key that isn't one: Debezium takes the first unique index, whatever it says of the rows. */
    private PreflightCheck merged(List<SourceTable> tables) {
        String indexes = tables.stream()
                .map(table -> table.key().index() + " ("
                        + String.join(", ", table.key().columns()) + ")")
                .collect(Collectors.joining(", "));
        return PreflightCheck.warning(
                "keys",
                names(tables) + " has no primary key, so that its events are keyed by unique index " + indexes
                        + ", which isn't unique for all rows or has columns that may be null: rows with the same key"
                        + " overwrite each other in sinks",
                Mend.words("give it a primary key, or name columns that tell its rows apart in "
                        + place.option("messageKeyColumns")));
    }

    /** Whether the connector names a key of which PostgreSQL doesn't see to it that each row has another. */
    private boolean mayMerge(SourceTable table) {
        List<String> key = rules.keyOf(table);
        return !key.isEmpty() && !key.equals(table.key().columns()) && !table.tellsApart(key);
    }

    private PreflightCheck named(List<SourceTable> tables) {
        String keys = tables.stream()
                .map(table -> table.name() + " (" + String.join(", ", rules.keyOf(table)) + ")")
                .collect(Collectors.joining(", "));
        return PreflightCheck.warning(
                "keys",
                "the key that " + place.option("messageKeyColumns") + " gives the events of " + keys
                        + " has no unique index of columns that are never null: rows with the same key overwrite each other in"
                        + " sinks, and an event whose key has a null goes into the dead-letter topic of each flow",
                Mend.words("name all columns of a primary key there, or of a unique index of columns that are NOT NULL;"
                        + " further columns may be added to them"));
    }

    private static String names(List<SourceTable> tables) {
        return TableChecks.inWords(tables.stream().map(SourceTable::name).toList());
    }
}
