package org.opendatagov.cdc.capture.preflight;

import io.debezium.data.Envelope.Operation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;

/** The publication: whether it exists and publishes every change of every captured table under a name that is captured. */
class PublicationChecks {

    private static final String NAME = "publication";

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;
    private final ServerFacts server;
    private final Set<String> chunkSchemas;
    private final String quoted;
    private final String subject;

    /** Takes the schemas in which the captured hypertables have their chunks. */
    PublicationChecks(
            SourceDatabase database,
            CaptureOptions options,
            DebeziumRules rules,
            ServerFacts server,
            Set<String> chunkSchemas) {
        this.database = database;
        this.options = options;
        this.rules = rules;
        this.server = server;
        this.chunkSchemas = chunkSchemas;
        this.quoted = Sql.identifier(options.publication());
        this.subject = "publication '" + options.publication() + "' of " + database;
    }

    /** Checks for the captured tables, chunks left out. */
    List<PreflightCheck> checks(Catalog catalog, List<SourceTable> tables, List<SourceTable> all) throws SQLException {
        Publication publication = Publication.read(catalog, server, options.publication());
        boolean made =
                !"disabled".equalsIgnoreCase(options.publicationAutocreateMode().strip());
        if (publication == null) {
            return List.of(made ? PreflightCheck.ok(NAME, subject + " will be made") : missing(tables));
        }
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(PreflightCheck.ok(NAME, subject + " exists"));
        checks.add(operations(publication));
        // Debezium itself brings the tables of a filtered publication up to date.
        if (!"filtered".equalsIgnoreCase(options.publicationAutocreateMode().strip())) {
            checks.addAll(
                    new PublishedTables(subject, quoted, rules, options.place(), publication).checks(tables, all));
        }
        List<String> leftOut = chunkSchemas.stream()
                .filter(schema -> !publication.coversSchema(schema))
                .map(Sql::identifier)
                .toList();
        if (!leftOut.isEmpty()) {
            checks.add(withoutChunks(String.join(", ", leftOut)));
        }
        return checks;
    }

    private PreflightCheck missing(List<SourceTable> tables) {
        boolean partitioned = tables.stream().anyMatch(SourceTable::partitioned);
        String create = "CREATE PUBLICATION " + quoted + " FOR " + scope(tables)
                + (partitioned ? " WITH (publish_via_partition_root = true)" : "");
        String whom = options.hypertables() || tables.isEmpty() ? "as a superuser" : "as owner of the tables";
        return PreflightCheck.problem(
                NAME, database + " has no publication '" + options.publication() + "'", Mend.runAs(whom, create));
    }

    private String scope(List<SourceTable> tables) {
        if (tables.isEmpty() || (options.hypertables() && !server.isAtLeast(15))) {
            return "ALL TABLES";
        }
        if (!options.hypertables()) {
            return "TABLE "
                    + tables.stream().map(table -> table.name().quoted()).collect(Collectors.joining(", "));
        }
        Set<String> schemas = new LinkedHashSet<>();
        tables.forEach(table -> schemas.add(table.name().quotedSchema()));
        chunkSchemas.forEach(schema -> schemas.add(Sql.identifier(schema)));
        return "TABLES IN SCHEMA " + String.join(", ", schemas);
    }

    private PreflightCheck operations(Publication publication) {
        Map<String, Operation> wanted = new LinkedHashMap<>();
        wanted.put("insert", Operation.CREATE);
        wanted.put("update", Operation.UPDATE);
        wanted.put("delete", Operation.DELETE);
        wanted.put("truncate", Operation.TRUNCATE);
        wanted.values().removeIf(rules::skips);
        if (publication.operations().containsAll(wanted.keySet())) {
            return PreflightCheck.ok("publication-operations", "it publishes " + String.join(", ", wanted.keySet()));
        }
        Set<String> left = new LinkedHashSet<>(wanted.keySet());
        left.removeAll(publication.operations());
        Set<String> all = new LinkedHashSet<>(wanted.keySet());
        publication.operations().stream()
                .filter(operation -> !operation.isEmpty())
                .forEach(all::add);
        return PreflightCheck.problem(
                "publication-operations",
                subject + " doesn't publish " + String.join(", ", left),
                Mend.runAs(
                        "as its owner",
                        "ALTER PUBLICATION " + quoted + " SET (publish = '" + String.join(", ", all) + "')"));
    }

    private PreflightCheck withoutChunks(String schemas) {
        String message = subject + " doesn't cover the chunks that TimescaleDB is still to make";
        return PreflightCheck.problem(
                "publication-chunks",
                message,
                server.isAtLeast(15)
                        ? Mend.runAs(
                                "as a superuser", "ALTER PUBLICATION " + quoted + " ADD TABLES IN SCHEMA " + schemas)
                        : Mend.runAs(
                                "as a superuser",
                                "DROP PUBLICATION " + quoted,
                                "CREATE PUBLICATION " + quoted + " FOR ALL TABLES"));
    }
}
