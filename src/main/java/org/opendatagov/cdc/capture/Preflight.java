package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Looks, before the engine is started, for what would make it fail later with less to say: the WAL's level, the role's
 * rights, the tables, the publication and the slot. Each finding names the mend.
 */
class Preflight {

    private static final Pattern LITERAL_TABLE = Pattern.compile("[\\w$\"-]+\\.[\\w$\"-]+");

    private final SourceDatabase database;
    private final CaptureOptions options;

    Preflight(SourceDatabase database, CaptureOptions options) {
        this.database = database;
        this.options = options;
    }

    /**
     * Checks the source.
     *
     * @return the tables that will be captured, chunks of hypertables left out
     * @throws CaptureProblem for the first thing that is wrong
     */
    List<TableName> check(Connection session) {
        try {
            checkWalLevel(session);
            checkReplicationRole(session);
            if (options.hypertables()) {
                new HypertableCatalog(database).check(session);
            }
            List<TableName> tables = includedTables(session);
            checkPublication(session, tables);
            checkSlot(session);
            return tables;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private void checkWalLevel(Connection session) throws SQLException {
        String level = queryText(session, "SHOW wal_level");
        if (!"logical".equals(level)) {
            throw new CaptureProblem(database + " has wal_level '" + level
                    + "' and can't be captured; run ALTER SYSTEM SET wal_level = 'logical' and restart PostgreSQL");
        }
    }

    private void checkReplicationRole(Connection session) throws SQLException {
        // rds_replication stands for the attribute where a cloud provider keeps it to itself.
        String may = queryText(session, """
                SELECT (rolreplication OR rolsuper OR EXISTS (
                  SELECT 1 FROM pg_roles r WHERE r.rolname = 'rds_replication' AND pg_has_role(current_user, r.oid, 'member')))::text
                FROM pg_roles WHERE rolname = current_user""");
        if (!"true".equals(may)) {
            throw new CaptureProblem("role '" + database.user() + "' of " + database
                    + " may not replicate; run ALTER ROLE \"" + database.user() + "\" REPLICATION");
        }
    }

    private List<TableName> includedTables(Connection session) throws SQLException {
        List<TableName> tables = new ArrayList<>();
        List<ReadableTable> all = allTables(session);
        for (String included : options.tableIncludeList()) {
            Pattern pattern = tablePattern(included);
            List<ReadableTable> matching = all.stream()
                    .filter(table -> pattern.matcher(table.name().toString()).matches())
                    .toList();
            if (matching.isEmpty()
                    && LITERAL_TABLE.matcher(included.replace("\\.", ".")).matches()) {
                throw new CaptureProblem("tableIncludeList of connector " + options.connector() + " names "
                        + included + ", which is no table of " + database
                        + "; correct the list in the route, or create the table");
            }
            for (ReadableTable table : matching) {
                if (!table.readable()) {
                    throw new CaptureProblem("role '" + database.user() + "' may not read table " + table.name()
                            + " of " + database + "; run GRANT USAGE ON SCHEMA "
                            + table.name().quotedSchema()
                            + " TO \"" + database.user() + "\"; GRANT SELECT ON "
                            + table.name().quoted() + " TO \""
                            + database.user() + "\"");
                }
                if (!HypertableCatalog.isChunkSchema(table.name().schema())) {
                    tables.add(table.name());
                }
            }
        }
        return tables.stream().distinct().toList();
    }

    private Pattern tablePattern(String included) {
        try {
            // Debezium's rule: an entry is a regular expression for the whole qualified name, whatever its case.
            return Pattern.compile(included, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new CaptureProblem("tableIncludeList of connector " + options.connector() + " has the entry "
                    + included + ", which is no regular expression (" + e.getDescription()
                    + "); correct it in the route");
        }
    }

    private static List<ReadableTable> allTables(Connection session) throws SQLException {
        List<ReadableTable> tables = new ArrayList<>();
        try (PreparedStatement query = session.prepareStatement("""
                        SELECT n.nspname, c.relname,
                          has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')""");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                tables.add(new ReadableTable(new TableName(rows.getString(1), rows.getString(2)), rows.getBoolean(3)));
            }
        }
        return tables;
    }

    private void checkPublication(Connection session, List<TableName> tables) throws SQLException {
        if (!"disabled".equals(options.publicationAutocreateMode().toLowerCase(Locale.ROOT))) {
            return;
        }
        String publication = options.publication();
        if (queryText(session, "SELECT pubname FROM pg_publication WHERE pubname = ?", publication) == null) {
            throw new CaptureProblem(database + " has no publication '" + publication + "'; run as "
                    + "owner of the tables CREATE PUBLICATION \"" + publication + "\" FOR " + publicationScope(tables));
        }
        for (TableName table : tables) {
            if (queryText(
                            session,
                            "SELECT tablename FROM pg_publication_tables WHERE pubname = ? AND schemaname = ? AND tablename = ?",
                            publication,
                            table.schema(),
                            table.table())
                    == null) {
                throw new CaptureProblem("publication '" + publication + "' of " + database + " leaves out table "
                        + table + "; run as its owner ALTER PUBLICATION \"" + publication + "\" ADD TABLE "
                        + table.quoted() + ", or take the table out of tableIncludeList in the route");
            }
        }
    }

    private String publicationScope(List<TableName> tables) {
        return options.hypertables()
                ? "TABLES IN SCHEMA public, _timescaledb_internal"
                : "TABLE "
                        + String.join(
                                ", ", tables.stream().map(TableName::quoted).toList());
    }

    private void checkSlot(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement("""
                SELECT s.active_pid, s.database, s.plugin, s.wal_status, a.application_name
                FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid
                WHERE s.slot_name = ?""")) {
            query.setString(1, options.slot());
            try (ResultSet slot = query.executeQuery()) {
                if (!slot.next()) {
                    return;
                }
                String subject = "replication slot '" + options.slot() + "' of " + database;
                if (!database.name().equals(slot.getString("database"))) {
                    throw new CaptureProblem(subject + " belongs to database '" + slot.getString("database")
                            + "'; choose another slotName in the route, or drop it there with SELECT "
                            + "pg_drop_replication_slot('" + options.slot() + "')");
                }
                if (!options.plugin().equals(slot.getString("plugin"))) {
                    throw new CaptureProblem(subject + " uses the plugin '" + slot.getString("plugin")
                            + "' instead of '" + options.plugin() + "'; choose another slotName in the route");
                }
                if ("lost".equals(slot.getString("wal_status"))) {
                    throw new CaptureProblem(subject + " is invalid, since PostgreSQL has removed WAL that it still"
                            + " needed; drop it with SELECT pg_drop_replication_slot('" + options.slot()
                            + "') and let snapshotMode when_needed read the tables again");
                }
                if (slot.getObject("active_pid") != null) {
                    throw new CaptureProblem.Passing(
                            subject + " is in use by process " + slot.getInt("active_pid") + " ("
                                    + slot.getString("application_name") + "); stop the other reader, or choose another"
                                    + " slotName in the route");
                }
            }
        }
    }

    private static String queryText(Connection session, String sql, String... parameters) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }

    private record ReadableTable(TableName name, boolean readable) {}
}
