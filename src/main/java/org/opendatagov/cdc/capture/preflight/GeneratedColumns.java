package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.opendatagov.cdc.capture.connector.Sql;

/**
 * Generated columns in replica identities. From version 18 on PostgreSQL refuses to update or delete rows of a published table whose
 * replica identity has a generated column that the publication leaves out: stored ones unless it has {@value #PUBLISHED}, virtual ones
 * always. (Documentation of PostgreSQL 18, "Logical Replication", "Generated Column Replication".)
 */
class GeneratedColumns {

    /** What makes a publication have the stored ones. */
    static final String PUBLISHED = "publish_generated_columns = stored";

    private static final String NAME = "generated-columns";

    private final String subject;
    private final String quoted;
    private final ServerFacts server;

    /** Takes the publication for a sentence, and its name for SQL. */
    GeneratedColumns(String subject, String quoted, ServerFacts server) {
        this.subject = subject;
        this.quoted = quoted;
        this.server = server;
    }

    /** Whether a publication of these tables has to have their stored generated columns. */
    static boolean isNeeded(ServerFacts server, List<SourceTable> published) {
        return server.isAtLeast(18)
                && published.stream().anyMatch(table -> table.isRefused(false) && !table.isRefused(true));
    }

    /**
     * Checks the tables of a publication.
     *
     * @param stored whether it has stored generated columns
     * @param concerned whether a table is one that this connector captures, or that its publication is still to be made for; that
     *     another can't be updated is only a warning, as the connector doesn't depend on it
     */
    PreflightCheck check(boolean stored, List<SourceTable> published, Predicate<SourceTable> concerned) {
        List<SourceTable> refused = server.isAtLeast(18)
                ? published.stream().filter(table -> table.isRefused(stored)).toList()
                : List.of();
        if (refused.isEmpty()) {
            return PreflightCheck.ok(NAME, "no generated column keeps a table from being updated");
        }
        Set<String> statements = new LinkedHashSet<>();
        List<SourceTable> unpublishable = new ArrayList<>();
        for (SourceTable table : refused) {
            if (!table.isRefused(true)) {
                statements.add("ALTER PUBLICATION " + quoted + " SET (" + PUBLISHED + ")");
            } else if (table.hasPrimaryKey()) {
                statements.add("ALTER TABLE " + table.name().quoted() + " REPLICA IDENTITY DEFAULT");
            } else if (table.identityIndex() != null) {
                statements.add("ALTER TABLE " + table.name().quoted() + " REPLICA IDENTITY USING INDEX "
                        + Sql.identifier(table.identityIndex()));
            } else {
                unpublishable.add(table);
            }
        }
        String message = "the replica identity of "
                + TableChecks.inWords(refused.stream().map(SourceTable::name).toList())
                + " has generated columns that " + subject
                + " leaves out, so that PostgreSQL refuses to update or delete its rows, also for an application";
        String keyless = "give "
                + TableChecks.inWords(
                        unpublishable.stream().map(SourceTable::name).toList())
                + " a primary key and REPLICA IDENTITY DEFAULT, as virtual generated columns can't be published";
        Mend mend = statements.isEmpty()
                ? Mend.words(keyless)
                : Mend.runAs("as the owner", statements.toArray(String[]::new))
                        .and(unpublishable.isEmpty() ? "" : ", and " + keyless);
        return refused.stream().anyMatch(concerned)
                ? PreflightCheck.problem(NAME, message, mend)
                : PreflightCheck.warning(NAME, message, mend);
    }
}
