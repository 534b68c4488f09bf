package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Whether changes in partitions come under a name that is captured: a partition's changes come under its own name, or with
 * {@code publish_via_partition_root} under that of the partitioned table.
 */
class PublishedPartitions {

    private final String subject;
    private final String quoted;
    private final DebeziumRules rules;
    private final OptionsPlace place;
    private final Publication publication;
    private final List<SourceTable> all;
    private final List<TableName> underPartitions = new ArrayList<>();
    private final List<TableName> underRoot = new ArrayList<>();
    private final List<TableName> stale = new ArrayList<>();

    PublishedPartitions(
            String subject,
            String quoted,
            DebeziumRules rules,
            OptionsPlace place,
            Publication publication,
            List<SourceTable> all) {
        this.subject = subject;
        this.quoted = quoted;
        this.rules = rules;
        this.place = place;
        this.publication = publication;
        this.all = all;
    }

    /** Whether a table that isn't published under its own name is under those of its partitions, or of its root. */
    boolean takes(SourceTable table) {
        if (table.partitioned() && table.root() != null && rules.captures(table.root())) {
            // Between the partitioned table and its partitions: no event has this name.
            return true;
        }
        if (table.root() != null
                && publication.viaRoot()
                && publication.tables().contains(table.root())) {
            (rules.captures(table.root()) ? stale : underRoot).add(table.name());
            return true;
        }
        List<SourceTable> partitions = partitionsOf(table.name());
        if (table.partitioned()
                && !publication.viaRoot()
                && (publication.allTables() || !partitions.isEmpty())
                && partitions.stream().allMatch(part -> publication.tables().contains(part.name()))) {
            underPartitions.add(table.name());
            return true;
        }
        return false;
    }

    private List<SourceTable> partitionsOf(TableName table) {
        return all.stream()
                .filter(part -> part.holdsRows() && table.equals(part.root()))
                .toList();
    }

    void addTo(List<PreflightCheck> checks) {
        if (!underPartitions.isEmpty()) {
            boolean captured = underPartitions.stream()
                    .flatMap(table -> partitionsOf(table).stream())
                    .allMatch(part -> rules.captures(part.name()));
            String message = subject + " publishes changes of " + TableChecks.inWords(underPartitions)
                    + " under the names of partitions, which "
                    + (captured ? "go to topics of their own" : place.name("tableIncludeList") + " leaves out");
            Mend mend = Mend.runAs("as its owner", viaRoot(quoted));
            checks.add(
                    captured
                            ? PreflightCheck.warning(PublishedTables.NAME, message, mend)
                            : PreflightCheck.problem(PublishedTables.NAME, message, mend));
        }
        if (!underRoot.isEmpty()) {
            checks.add(PreflightCheck.problem(
                    PublishedTables.NAME,
                    subject + " publishes changes of " + TableChecks.inWords(underRoot)
                            + " under the name of the partitioned table, which " + place.name("tableIncludeList")
                            + " leaves out",
                    Mend.words("name the partitioned table in " + place.option("tableIncludeList")
                            + " instead of its partitions")));
        }
        if (!stale.isEmpty()) {
            checks.add(PreflightCheck.warning(
                    PublishedTables.NAME,
                    TableChecks.inWords(stale)
                            + " gets rows from a snapshot but never a change, as changes come under the"
                            + " name of the partitioned table",
                    Mend.words("leave partitions out of " + place.option("tableIncludeList"))));
        }
    }

    static String viaRoot(String publication) {
        return "ALTER PUBLICATION " + publication + " SET (publish_via_partition_root = true)";
    }
}
