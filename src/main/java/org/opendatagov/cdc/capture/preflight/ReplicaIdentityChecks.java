package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.Sql;

/**
 * How the rows of the captured tables are told apart: in the WAL by their replica identity, without which PostgreSQL refuses
 * updates and deletes of a published table, and in the topics by a key.
 */
class ReplicaIdentityChecks {

    private final DebeziumRules rules;
    private final OptionsPlace place;
    private final List<SourceTable> captured;

    ReplicaIdentityChecks(DebeziumRules rules, OptionsPlace place, List<SourceTable> captured) {
        this.rules = rules;
        this.place = place;
        this.captured = captured;
    }

    List<PreflightCheck> checks() {
        // A partitioned table has no rows of its own: what counts is what its partitions have.
        List<SourceTable> without = captured.stream()
                .filter(table -> table.holdsRows() && !table.identified())
                .toList();
        List<SourceTable> keyless = captured.stream()
                .filter(table -> !table.keyed() && !table.isChunk() && !rules.namesKeyOf(table.name()))
                .toList();
        return List.of(identity(without), keys(keyless));
    }

    private static PreflightCheck identity(List<SourceTable> without) {
        if (without.isEmpty()) {
            return PreflightCheck.ok("replica-identity", "each table has a replica identity");
        }
        List<String> statements = new ArrayList<>();
        without.forEach(table -> statements.add("ALTER TABLE " + table.name().quoted() + " REPLICA IDENTITY "
                + (table.hasPrimaryKey()
                        ? "DEFAULT"
                        : table.identityIndex() == null
                                ? "FULL"
                                : "USING INDEX " + Sql.identifier(table.identityIndex()))));
        return PreflightCheck.warning(
                "replica-identity",
                names(without) + " has no replica identity, so that PostgreSQL refuses to update or delete its rows"
                        + " while it is in a publication",
                Mend.runAs("as its owner", statements.toArray(String[]::new)));
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

    private static String names(List<SourceTable> tables) {
        return TableChecks.inWords(tables.stream().map(SourceTable::name).toList());
    }
}
