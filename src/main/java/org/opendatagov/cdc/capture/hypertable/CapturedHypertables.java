package org.opendatagov.cdc.capture.hypertable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Hypertable;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Which hypertables a connector captures, by its include and exclude lists: an entry is a regular expression for the whole qualified
 * name, whatever its case, as Debezium reads it.
 */
final class CapturedHypertables {

    private static final Pattern NAME = Pattern.compile("[\\w$-]+\\.[\\w$-]+");
    private static final Pattern NUMBERED = Pattern.compile("_timescaledb_internal\\._hyper_(\\d{1,9})");

    private final List<Pattern> included;
    private final List<Pattern> excluded;

    /** The names in the include list; empty when it has a pattern that other hypertables may match. */
    private final Set<String> named;

    CapturedHypertables(String include, String exclude) {
        this.included = patterns(include);
        this.excluded = patterns(exclude);
        this.named = names(CaptureOptions.list(include));
    }

    boolean contains(TableName hypertable) {
        return (included.isEmpty() || matches(included, hypertable)) && !matches(excluded, hypertable);
    }

    /**
     * Whether chunks can't have been those of a captured hypertable, though theirs is gone. TimescaleDB counts its hypertables: one
     * that is captured by its name and has a lower number was there all the time, so the one that is gone had another name.
     *
     * @param chunks what the chunks' names begin with, {@code _timescaledb_internal._hyper_7}
     * @param present the hypertables of now
     */
    boolean excludes(String chunks, List<Hypertable> present) {
        OptionalInt gone = number(chunks);
        if (gone.isEmpty() || named.isEmpty()) {
            return false;
        }
        return named.stream().allMatch(name -> {
            Optional<Hypertable> hypertable = present.stream()
                    .filter(each -> each.name().toString().equals(name))
                    .findFirst();
            OptionalInt number = hypertable.isEmpty()
                    ? OptionalInt.empty()
                    : number(hypertable.get().chunks().toString());
            return number.isPresent() && number.getAsInt() < gone.getAsInt();
        });
    }

    private static OptionalInt number(String chunks) {
        Matcher number = NUMBERED.matcher(chunks);
        return number.matches() ? OptionalInt.of(Integer.parseInt(number.group(1))) : OptionalInt.empty();
    }

    private static Set<String> names(List<String> include) {
        Set<String> names = new HashSet<>();
        for (String entry : include) {
            String name = entry.replace("\\.", ".");
            if (NAME.matcher(name).matches()) {
                names.add(name);
            } else if (!name.startsWith(HypertableCatalog.CHUNK_SCHEMA + ".")) {
                return Set.of();
            }
        }
        return names;
    }

    private static List<Pattern> patterns(String list) {
        return CaptureOptions.list(list).stream()
                .map(entry -> Pattern.compile(entry, Pattern.CASE_INSENSITIVE))
                .toList();
    }

    private static boolean matches(List<Pattern> patterns, TableName table) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.matcher(table.toString()).matches());
    }
}
