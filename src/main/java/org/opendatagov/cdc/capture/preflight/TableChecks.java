package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/** The tables that will be captured: whether there are any, and whether all of their rows can be read and seen to change. */
class TableChecks {

    private final SourceDatabase database;
    private final OptionsPlace place;
    private final SourceTables tables;
    private final ReadRights rights;

    TableChecks(SourceDatabase database, OptionsPlace place, SourceTables tables, ReadRights rights) {
        this.database = database;
        this.place = place;
        this.tables = tables;
        this.rights = rights;
    }

    List<PreflightCheck> checks() {
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(
                tables.captured().isEmpty()
                        ? PreflightCheck.warning(
                                "tables",
                                "no table of " + database + " is captured",
                                Mend.words("name tables in " + place.option("tableIncludeList")))
                        : PreflightCheck.ok("tables", tables.captured().size() + " tables are captured"));
        checks.add(grants());
        checks.add(logged());
        leftOut(checks);
        quotes(checks);
        checks.add(rowSecurity());
        return checks;
    }

    private PreflightCheck grants() {
        List<SourceTable> denied = tables.captured().stream()
                .filter(table -> !rights.suffice(table))
                .toList();
        if (denied.isEmpty()) {
            return PreflightCheck.ok("grants", "role '" + database.user() + "' may read the tables");
        }
        return PreflightCheck.problem(
                "grants",
                "role '" + database.user() + "' may not read "
                        + inWords(denied.stream().map(SourceTable::name).toList()) + " of " + database,
                Mend.run(grants(denied)));
    }

    private String[] grants(List<SourceTable> denied) {
        String role = " TO " + Sql.identifier(database.user());
        Set<String> statements = new LinkedHashSet<>();
        denied.forEach(
                table -> statements.add("GRANT USAGE ON SCHEMA " + table.name().quotedSchema() + role));
        for (SourceTable table : denied) {
            boolean whole = table.unreadable().size() == table.columns().size();
            String columns = rights.missing(table).stream().map(Sql::identifier).collect(Collectors.joining(", "));
            statements.add("GRANT SELECT " + (whole ? "" : "(" + columns + ") ") + "ON "
                    + tables.owner(table).quoted() + role);
        }
        return statements.toArray(String[]::new);
    }

    private PreflightCheck logged() {
        List<TableName> unlogged = names(table -> !table.logged());
        return unlogged.isEmpty()
                ? PreflightCheck.ok("logged", "the changes of the tables are in the WAL")
                : PreflightCheck.problem(
                        "logged",
                        inWords(unlogged) + " of " + database + " is unlogged, so that its changes are never seen",
                        Mend.runAs("as its owner", each(unlogged, "ALTER TABLE %s SET LOGGED"))
                                .and(", or take it out of " + place.option("tableIncludeList")));
    }

    private void leftOut(List<PreflightCheck> checks) {
        if (tables.leftOut().isEmpty()) {
            return;
        }
        List<SourceTable> unlogged =
                tables.leftOut().stream().filter(table -> !table.logged()).toList();
        List<SourceTable> denied =
                tables.leftOut().stream().filter(SourceTable::logged).toList();
        if (!unlogged.isEmpty()) {
            List<TableName> names = unlogged.stream().map(SourceTable::name).toList();
            checks.add(leftOut(
                    names,
                    "it is unlogged, so that its changes are never seen",
                    Mend.runAs("as its owner", each(names, "ALTER TABLE %s SET LOGGED"))));
        }
        if (!denied.isEmpty()) {
            checks.add(leftOut(
                    denied.stream().map(SourceTable::name).toList(),
                    "role '" + database.user() + "' may not read it",
                    Mend.run(grants(denied))));
        }
    }

    private PreflightCheck leftOut(List<TableName> tables, String cause, Mend mend) {
        return PreflightCheck.warning(
                "left-out",
                inWords(tables) + " of " + database + " is left out: " + cause,
                mend.and(" to capture it, or have no entry of " + place.option("tableIncludeList") + " match it"));
    }

    /** Debezium takes such a name for one that is quoted already. */
    private void quotes(List<PreflightCheck> checks) {
        List<TableName> unreadable = names(table ->
                isQuoted(table.name().schema()) || isQuoted(table.name().table()));
        if (!unreadable.isEmpty()) {
            checks.add(PreflightCheck.problem(
                    "quotes",
                    "the name of " + inWords(unreadable) + " of " + database
                            + " begins or ends with a double quote, which Debezium can't read",
                    Mend.words("rename it, or have no entry of " + place.option("tableIncludeList") + " match it")));
        }
    }

    private static boolean isQuoted(String name) {
        return name.startsWith("\"") || name.endsWith("\"");
    }

    private PreflightCheck rowSecurity() {
        List<TableName> hidden = names(SourceTable::rowsHidden);
        return hidden.isEmpty()
                ? PreflightCheck.ok("row-security", "row-level security hides no rows")
                : PreflightCheck.warning(
                        "row-security",
                        "row-level security may hide rows of " + inWords(hidden) + " of " + database + " from role '"
                                + database.user() + "', which a snapshot then leaves out",
                        Mend.run("ALTER ROLE " + Sql.identifier(database.user()) + " BYPASSRLS"));
    }

    private List<TableName> names(Predicate<SourceTable> which) {
        return tables.captured().stream().filter(which).map(SourceTable::name).toList();
    }

    static String[] each(List<TableName> tables, String statement) {
        return tables.stream()
                .map(table -> String.format(statement, table.quoted()))
                .toArray(String[]::new);
    }

    /** The tables by name; of many only the first. */
    static String inWords(List<TableName> tables) {
        int shown = Math.min(tables.size(), 5);
        String names = String.join(
                ", ", tables.subList(0, shown).stream().map(TableName::toString).toList());
        String more = tables.size() > shown ? " and " + (tables.size() - shown) + " more" : "";
        return (tables.size() == 1 ? "table " : "tables ") + names + more;
    }
}
