package org.opendatagov.cdc.capture;

import java.sql.SQLException;
import java.util.List;

/** TimescaleDB's catalog, and whether the chunks of the captured hypertables are captured with them. */
class HypertableChecks {

    private static final TableName HYPERTABLES = new TableName("_timescaledb_catalog", "hypertable");

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
                SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?""", row -> row.getBoolean(1), HYPERTABLES.schema(), HYPERTABLES.table());
        if (readable == null) {
            return PreflightCheck.problem(
                    "hypertables",
                    database + " is no TimescaleDB",
                    new Mend(
                            "run CREATE EXTENSION timescaledb there, or set hypertables to false in the route",
                            List.of("CREATE EXTENSION timescaledb")));
        }
        String role = Sql.identifier(database.user());
        return readable
                ? PreflightCheck.ok("hypertables", database + " is a TimescaleDB")
                : PreflightCheck.problem(
                        "hypertables",
                        "role '" + database.user() + "' may not read the catalog of hypertables of " + database,
                        Mend.run(
                                "GRANT USAGE ON SCHEMA " + HYPERTABLES.quotedSchema() + " TO " + role,
                                "GRANT SELECT ON " + HYPERTABLES.quoted() + " TO " + role));
    }

    /** Changes come under the names of chunks, so these have to pass the include list too. */
    PreflightCheck chunks(Catalog catalog) throws SQLException {
        List<TableName> without = catalog
                .rows(
                        "SELECT schema_name, table_name, associated_table_prefix FROM _timescaledb_catalog.hypertable",
                        row -> rules.captures(new TableName(row.getString(1), row.getString(2)))
                                        && !rules.captures(new TableName(
                                                HypertableCatalog.CHUNK_SCHEMA, row.getString(3) + "_1_chunk"))
                                ? new TableName(row.getString(1), row.getString(2))
                                : null)
                .stream()
                .filter(table -> table != null)
                .toList();
        return without.isEmpty()
                ? PreflightCheck.ok("chunks", "the chunks of the hypertables are captured with them")
                : PreflightCheck.problem(
                        "chunks",
                        "tableIncludeList of connector " + options.connector() + " leaves out the chunks of "
                                + TableChecks.inWords(without) + ", where its changes come from",
                        Mend.words("add " + HypertableCatalog.CHUNK_SCHEMA + "\\._hyper_.*_chunk to it in the route"));
    }
}
