package org.opendatagov.cdc.capture.preflight;

import io.debezium.data.Envelope.Operation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/** The publication: whether it exists and publishes every change of every captured table under a name that is captured. */
class PublicationChecks {

    private static final String NAME = "publication";
    private static final Pattern COMPRESSED =
            Pattern.compile("_timescaledb_internal\\.(_compressed_hypertable_\\d+|compress_hyper_\\d+_\\d+_chunk)");

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

    List<PreflightCheck> checks(Catalog catalog, SourceTables source) throws SQLException {
        List<SourceTable> tables = source.withoutChunks();
        Publication publication = Publication.read(catalog, server, options.publication());
        boolean made =
                !"disabled".equalsIgnoreCase(options.publicationAutocreateMode().strip());
        if (publication == null) {
            return made
                    ? List.of(
                            PreflightCheck.ok(NAME, subject + " will be made"),
                            new GeneratedColumns(subject, quoted, server).check(true, covered(source), table -> true))
                    : List.of(missing(tables));
        }
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(PreflightCheck.ok(NAME, subject + " exists"));
        checks.add(operations(publication));
        checks.add(others(publication, source));
        Set<TableName> captured = source.capturedNames();
        checks.add(new GeneratedColumns(subject, quoted, server)
                .check(
                        publication.generated(),
                        published(publication, source, captured),
                        table -> captured.contains(table.name())
                                || (table.root() != null && captured.contains(table.root()))));
        // Debezium itself brings the tables of a filtered publication up to date.
        if (!"filtered".equalsIgnoreCase(options.publicationAutocreateMode().strip())) {
            checks.addAll(new PublishedTables(subject, quoted, rules, options.place(), publication)
                    .checks(tables, source.all()));
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
        List<String> with = new ArrayList<>();
        if (partitioned) {
            with.add("publish_via_partition_root = true");
        }
        if (GeneratedColumns.isNeeded(server, tables)) {
            with.add(GeneratedColumns.PUBLISHED);
        }
        String create = "CREATE PUBLICATION " + quoted + " FOR " + scope(tables)
                + (with.isEmpty() ? "" : " WITH (" + String.join(", ", with) + ")");
        String whom = options.hypertables() || tables.isEmpty() ? "as a superuser" : "as owner of the tables";
        return PreflightCheck.problem(
                NAME, database + " has no publication '" + options.publication() + "'", Mend.runAs(whom, create));
    }

    /** The tables that a publication will cover once it is made. */
    private List<SourceTable> covered(SourceTables source) {
        return "all_tables".equalsIgnoreCase(options.publicationAutocreateMode().strip())
                ? source.all()
                : source.captured();
    }

    /** The tables whose changes it takes, or will take when the captured ones are added. */
    private static List<SourceTable> published(Publication publication, SourceTables source, Set<TableName> captured) {
        return source.all().stream()
                .filter(table -> publication.tables().contains(table.name())
                        || (table.root() != null && publication.tables().contains(table.root()))
                        || captured.contains(table.name()))
                .toList();
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

    /**
     * A publication of whole schemas covers tables that nobody captures. Those without a replica identity can then no longer be
     * updated. TimescaleDB's own tables of compressed rows aren't updated by statements.
     */
    private PreflightCheck others(Publication publication, SourceTables source) {
        String name = "published-tables";
        List<SourceTable> without = source.all().stream()
                .filter(table -> table.holdsRows()
                        && !table.identified()
                        && publication.tables().contains(table.name())
                        && !source.captured().contains(table)
                        && !COMPRESSED.matcher(table.name().toString()).matches())
                .toList();
        if (without.isEmpty()) {
            return PreflightCheck.ok(name, "each table that it publishes can be updated");
        }
        List<TableName> names = without.stream().map(source::owner).distinct().toList();
        return PreflightCheck.warning(
                name,
                subject + " covers " + TableChecks.inWords(names)
                        + ", which this connector doesn't capture, without replica"
                        + " identity: PostgreSQL refuses to update or delete rows there, also for an application or for the"
                        + " refresh of a continuous aggregate",
                Mend.runAs("as its owner", ReplicaIdentityChecks.statements(without, source)));
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
