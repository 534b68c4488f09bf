package org.opendatagov.cdc.capture.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.PublishedRows;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/** Has Debezium read of a table what its publication publishes of it, by Debezium's own options. */
public final class PublishedSettings {

    private static final String INCLUDE = "column.include.list";
    private static final String EXCLUDE = "column.exclude.list";
    private static final String SELECT = "snapshot.select.statement.overrides";
    private static final Pattern PLAIN = Pattern.compile("[\\w$]+");

    private PublishedSettings() {}

    /**
     * Adds to an engine's settings.
     *
     * @param published those tables of which the publication leaves something out
     */
    public static void add(Properties settings, List<PublishedRows> published) {
        List<String> leftOut = published.stream()
                .flatMap(rows ->
                        rows.leftOut().stream().map(column -> ExcludedNames.pattern(rows.table() + "." + column)))
                .toList();
        if (!leftOut.isEmpty()) {
            ExcludedNames.add(settings, INCLUDE, EXCLUDE, leftOut);
        }
        published.stream().filter(rows -> rows.filter() != null).forEach(rows -> select(settings, rows));
    }

    /** A statement of the route's own is left as it is. */
    private static void select(Properties settings, PublishedRows rows) {
        TableName table = rows.table();
        String inOption = PLAIN.matcher(table.schema() + table.table()).matches() ? table.toString() : table.quoted();
        String name = SELECT + "." + inOption;
        if (settings.containsKey(name) || settings.containsKey(SELECT + "." + table)) {
            return;
        }
        if (inOption.contains(",")) {
            throw new CaptureProblem(
                    "the publication has a row filter for table " + table
                            + ", which Debezium can't be told for a name with a comma; rename the table, or publish all of its rows");
        }
        List<String> columns = new ArrayList<>();
        rows.columns().forEach(column -> columns.add(Sql.identifier(column)));
        settings.setProperty(
                name, "SELECT " + String.join(", ", columns) + " FROM " + table.quoted() + " WHERE " + rows.filter());
        settings.merge(SELECT, inOption, (theirs, ours) -> theirs + "," + ours);
    }
}
