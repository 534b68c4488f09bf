package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.TableName;

/** Whether all changes of each captured table are published. */
class PublishedTables {

    static final String NAME = "publication-tables";

    private final String subject;
    private final String quoted;
    private final DebeziumRules rules;
    private final OptionsPlace place;
    private final Publication publication;

    PublishedTables(String subject, String quoted, DebeziumRules rules, OptionsPlace place, Publication publication) {
        this.subject = subject;
        this.quoted = quoted;
        this.rules = rules;
        this.place = place;
        this.publication = publication;
    }

    List<PreflightCheck> checks(List<SourceTable> captured, List<SourceTable> all) {
        PublishedPartitions partitions = new PublishedPartitions(subject, quoted, rules, place, publication, all);
        List<SourceTable> leftOut = captured.stream()
                .filter(table -> !publication.tables().contains(table.name()) && !partitions.takes(table))
                .toList();
        List<PreflightCheck> checks = new ArrayList<>();
        leftOut(checks, leftOut);
        partitions.addTo(checks);
        narrowed(checks);
        if (checks.isEmpty()) {
            checks.add(PreflightCheck.ok(NAME, "it publishes the tables"));
        }
        return checks;
    }

    private void leftOut(List<PreflightCheck> checks, List<SourceTable> tables) {
        if (tables.isEmpty()) {
            return;
        }
        List<TableName> names = tables.stream().map(SourceTable::name).toList();
        List<String> statements = new ArrayList<>();
        statements.add("ALTER PUBLICATION " + quoted + " ADD TABLE " + list(names));
        if (tables.stream().anyMatch(SourceTable::partitioned) && !publication.viaRoot()) {
            statements.add(PublishedPartitions.viaRoot(quoted));
        }
        checks.add(PreflightCheck.problem(
                NAME,
                subject + " leaves out " + TableChecks.inWords(names),
                Mend.runAs("as its owner", statements.toArray(String[]::new))
                        .and(", or take " + (names.size() == 1 ? "the table" : "them") + " out of "
                                + place.option("tableIncludeList"))));
    }

    private void narrowed(List<PreflightCheck> checks) {
        List<TableName> tables =
                publication.narrowed().stream().filter(rules::captures).toList();
        if (!tables.isEmpty()) {
            checks.add(PreflightCheck.warning(
                    NAME,
                    subject + " leaves out rows or columns of " + TableChecks.inWords(tables)
                            + ", which snapshots leave out, too",
                    Mend.runAs(
                                    "as its owner",
                                    "ALTER PUBLICATION " + quoted + " DROP TABLE " + list(tables),
                                    "ALTER PUBLICATION " + quoted + " ADD TABLE " + list(tables))
                            .and(" to have all of them")));
        }
    }

    private static String list(List<TableName> tables) {
        return String.join(", ", tables.stream().map(TableName::quoted).toList());
    }
}
