package org.opendatagov.cdc.capture.engine;

import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.TableName;

/** Leaves single tables or columns out of what Debezium's lists include. */
public final class ExcludedNames {

    private static final Pattern SPECIAL = Pattern.compile("[^\\w]");

    private ExcludedNames() {}

    /** Leaves tables out of an engine's settings. */
    public static void add(Properties settings, List<TableName> tables) {
        if (!tables.isEmpty()) {
            add(
                    settings,
                    "table.include.list",
                    "table.exclude.list",
                    tables.stream().map(table -> pattern(table.toString())).toList());
        }
    }

    /**
     * Debezium takes one of the two lists, so where names are included each entry has to do without these.
     *
     * @param names as {@link #pattern} writes them
     */
    static void add(Properties settings, String include, String exclude, List<String> names) {
        String included = settings.getProperty(include);
        if (included == null || included.isBlank()) {
            settings.merge(exclude, String.join(",", names), (theirs, ours) -> theirs + "," + ours);
            return;
        }
        String without = "(?!(?:" + String.join("|", names) + ")$)";
        settings.setProperty(
                include,
                CaptureOptions.list(included).stream()
                        .map(entry -> without + "(?:" + entry.strip().replace(",", "\\,") + ")")
                        .collect(Collectors.joining(",")));
    }

    /** A regular expression for one name, as an entry of a list. */
    static String pattern(String name) {
        return SPECIAL.matcher(name).replaceAll("\\\\$0");
    }
}
