package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/** The tables that will be captured: whether there are any, and whether all of their rows can be read and seen to change. */
class TableChecks {

    private final SourceDatabase database;
    private final OptionsPlace place;
    private final List<SourceTable> captured;

    /** Takes the captured tables, chunks included. */
    TableChecks(SourceDatabase database, OptionsPlace place, List<SourceTable> captured) {
        this.database = database;
        this.place = place;
        this.captured = captured;
    }

    List<PreflightCheck> checks() {
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(
                captured.isEmpty()
                        ? PreflightCheck.warning(
                                "tables",
                                "no table of " + database + " is captured",
                                Mend.words("name tables in " + place.option("tableIncludeList")))
                        : PreflightCheck.ok("tables", captured.size() + " tables are captured"));
        checks.add(grants());
        checks.add(logged());
        checks.add(rowSecurity());
        return checks;
    }

    private PreflightCheck grants() {
        List<TableName> denied = names(table -> !table.readable());
        if (denied.isEmpty()) {
            return PreflightCheck.ok("grants", "role '" + database.user() + "' may read the tables");
        }
        String role = Sql.identifier(database.user());
        Set<String> statements = new LinkedHashSet<>();
        denied.forEach(table -> statements.add("GRANT USAGE ON SCHEMA " + table.quotedSchema() + " TO " + role));
        denied.forEach(table -> statements.add("GRANT SELECT ON " + table.quoted() + " TO " + role));
        return PreflightCheck.problem(
                "grants",
                "role '" + database.user() + "' may not read " + inWords(denied) + " of " + database,
                Mend.run(statements.toArray(String[]::new)));
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
        return captured.stream().filter(which).map(SourceTable::name).toList();
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
