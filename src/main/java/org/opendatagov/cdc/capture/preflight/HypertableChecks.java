package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.Hypertable;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/** TimescaleDB's catalog, and whether the chunks of the captured hypertables are captured with them. */
class HypertableChecks {

    private static final TableName CATALOG = new TableName("_timescaledb_catalog", "hypertable");

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;

    HypertableChecks(SourceDatabase database, CaptureOptions options, DebeziumRules rules) {
        this.database = database;
        this.options = options;
        this.rules = rules;
    }

    PreflightCheck catalog(Catalog catalog) throws SQLException {
        Boolean readable = catalog.row("""
                SELECT bool_and(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname IN ('hypertable', 'chunk', 'continuous_agg')
                HAVING count(*) > 0""", row -> row.getBoolean(1), CATALOG.schema());
        if (readable == null) {
            return PreflightCheck.problem(
                    "hypertables",
                    database + " is no TimescaleDB",
                    new Mend(
                            "run CREATE EXTENSION timescaledb there, or "
                                    + (options.place() == OptionsPlace.ROUTE
                                            ? "set hypertables to false in the route"
                                            : "leave out the transform for TimescaleDB"),
                            List.of("CREATE EXTENSION timescaledb")));
        }
        String role = Sql.identifier(database.user());
        return readable
                ? PreflightCheck.ok("hypertables", database + " is a TimescaleDB")
                : PreflightCheck.problem(
                        "hypertables",
                        "role '" + database.user() + "' may not read the catalog of hypertables of " + database,
                        Mend.run(
                                "GRANT USAGE ON SCHEMA " + CATALOG.quotedSchema() + " TO " + role,
                                "GRANT SELECT ON ALL TABLES IN SCHEMA " + CATALOG.quotedSchema() + " TO " + role));
    }

    /** Changes come under the names of chunks, so these have to pass the include list too. */
    PreflightCheck chunks(Catalog catalog) throws SQLException {
        List<TableName> without = new ArrayList<>();
        Set<String> patterns = new TreeSet<>();
        for (Hypertable hypertable : captured(catalog)) {
            String schema = hypertable.chunks().schema();
            String prefix = hypertable.chunks().table();
            if (!rules.captures(new TableName(schema, prefix + "_1_chunk"))) {
                without.add(hypertable.name());
                patterns.add(IncludeList.escaped(new TableName(schema, prefix.replaceFirst("^_hyper_\\d+$", "_hyper")))
                        + "_.*_chunk");
            }
        }
        return without.isEmpty()
                ? PreflightCheck.ok("chunks", "the chunks of the hypertables are captured with them")
                : PreflightCheck.problem(
                        "chunks",
                        options.place().name("tableIncludeList") + " of connector " + options.connector()
                                + " leaves out the chunks of " + TableChecks.inWords(without)
                                + ", where its changes come from",
                        Mend.words("add " + String.join(", ", patterns) + " to it " + options.place()));
    }

    /** The schemas in which the captured hypertables have their chunks, or those to come will have them. */
    Set<String> chunkSchemas(Catalog catalog) throws SQLException {
        Set<String> schemas = new TreeSet<>();
        captured(catalog).forEach(hypertable -> schemas.add(hypertable.chunks().schema()));
        return schemas.isEmpty() ? Set.of(HypertableCatalog.CHUNK_SCHEMA) : schemas;
    }

    /** The chunks that there are, each with its hypertable. */
    Map<TableName, TableName> chunksWithOwners(Catalog catalog) throws SQLException {
        Map<TableName, TableName> owners = new HashMap<>();
        catalog.rows(
                """
                SELECT k.schema_name, k.table_name, h.schema_name, h.table_name
                FROM _timescaledb_catalog.chunk k JOIN _timescaledb_catalog.hypertable h ON h.id = k.hypertable_id""",
                row -> owners.put(
                        new TableName(row.getString(1), row.getString(2)),
                        new TableName(row.getString(3), row.getString(4))));
        return owners;
    }

    /** Whether the events of a hypertable's chunks are captured; those of a continuous aggregate never are. */
    boolean captures(TableName hypertable) {
        return !HypertableCatalog.CHUNK_SCHEMA.equals(hypertable.schema()) && rules.captures(hypertable);
    }

    /** The captured hypertables. */
    List<Hypertable> captured(Catalog catalog) throws SQLException {
        return catalog
                .rows(
                        "SELECT schema_name, table_name, associated_schema_name, associated_table_prefix"
                                + " FROM _timescaledb_catalog.hypertable WHERE schema_name <> '_timescaledb_internal'",
                        row -> new Hypertable(
                                new TableName(row.getString(1), row.getString(2)),
                                new TableName(row.getString(3), row.getString(4)),
                                false,
                                List.of()))
                .stream()
                .filter(hypertable -> captures(hypertable.name()))
                .toList();
    }
}
