package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * A connector's {@code tableIncludeList}, read by Debezium's rule: an entry is a regular expression for the whole of
 * {@code schema.table} as the catalog writes the names, without quotes, whatever the case.
 */
class IncludeList {

    private static final String NAME = "include-list";
    private static final Pattern LITERAL_TABLE = Pattern.compile("[\\w$\"-]+\\.[\\w$\"-]+");
    private static final Pattern SPECIAL = Pattern.compile("[\\\\.^$|?*+()\\[\\]{},]");

    private final SourceDatabase database;
    private final CaptureOptions options;

    IncludeList(SourceDatabase database, CaptureOptions options) {
        this.database = database;
        this.options = options;
    }

    /** Whether each entry can be read at all; not a word when it can. */
    List<PreflightCheck> syntax() {
        List<PreflightCheck> wrong = new ArrayList<>();
        for (String entry : options.tableIncludeList()) {
            try {
                Pattern.compile(entry);
            } catch (PatternSyntaxException e) {
                wrong.add(PreflightCheck.problem(
                        NAME,
                        subject() + " has the entry " + entry + ", which is no regular expression ("
                                + e.getDescription() + ")",
                        Mend.words("correct it " + options.place())));
            }
        }
        return wrong;
    }

    /** Whether each entry finds a table. */
    List<PreflightCheck> matches(List<SourceTable> all) {
        List<PreflightCheck> checks = new ArrayList<>();
        for (String entry : options.tableIncludeList()) {
            Pattern pattern = Pattern.compile(entry, Pattern.CASE_INSENSITIVE);
            boolean found = all.stream()
                    .anyMatch(table -> pattern.matcher(table.name().toString()).matches());
            // There may be no chunk yet.
            if (!found && !(options.hypertables() && entry.startsWith(HypertableCatalog.CHUNK_SCHEMA))) {
                checks.add(withoutTable(entry, all));
            }
        }
        if (checks.isEmpty()) {
            checks.add(PreflightCheck.ok(
                    NAME, "each entry of " + options.place().name("tableIncludeList") + " finds a table"));
        }
        return checks;
    }

    /** Whether an entry is the table's name, rather than a pattern that it happens to match. */
    boolean names(TableName table) {
        return options.tableIncludeList().stream()
                .anyMatch(entry -> entry.equalsIgnoreCase(table.toString())
                        || entry.replace("\\", "").equalsIgnoreCase(table.toString()));
    }

    private PreflightCheck withoutTable(String entry, List<SourceTable> all) {
        String meant = entry.replace("\\", "").replace("\"", "").toLowerCase(Locale.ROOT);
        for (SourceTable table : all) {
            if (table.name()
                    .toString()
                    .replace("\"", "")
                    .toLowerCase(Locale.ROOT)
                    .equals(meant)) {
                return PreflightCheck.problem(
                        NAME,
                        subject() + " has the entry " + entry + ", which doesn't match table " + table.name(),
                        Mend.words("write it as " + escaped(table.name()) + " " + options.place()
                                + ", as an entry is a regular expression for the names without quotes"));
            }
        }
        if (LITERAL_TABLE.matcher(entry.replace("\\.", ".")).matches()) {
            return PreflightCheck.problem(
                    NAME,
                    subject() + " names " + entry + ", which is no table of " + database,
                    Mend.words("correct the list " + options.place() + ", or create the table"));
        }
        return PreflightCheck.warning(
                NAME,
                subject() + " has the entry " + entry + ", which matches no table of " + database,
                Mend.words("correct the list " + options.place() + ", unless the tables are still to come"));
    }

    /** An entry that matches the table and, but for the case, no other. */
    static String escaped(TableName table) {
        return SPECIAL.matcher(table.toString()).replaceAll("\\\\$0");
    }

    private String subject() {
        return options.place().name("tableIncludeList") + " of connector " + options.connector();
    }
}
