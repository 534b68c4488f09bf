package org.opendatagov.cdc.sink;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * The index of a row, by the option {@code index}. Elasticsearch wants index names in lower case and without some characters:
 * the option must keep to that; a table's own name is translated, to lower case and with {@code _} for each such character.
 */
final class IndexName {

    private static final Pattern REFUSED = Pattern.compile("[\\\\/*?\"<>| ,#:]");

    private final NamePattern pattern;
    private final Map<String, String> translated = new ConcurrentHashMap<>();

    private IndexName(NamePattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads the option.
     *
     * @throws IllegalArgumentException when no index could be called so
     */
    static IndexName parse(String option) {
        NamePattern pattern = NamePattern.parse("index", option, NamePattern.Placeholder.OF_A_TABLE);
        for (NamePattern.Part part : pattern.parts()) {
            String literal = part.literal();
            if (literal != null && !literal.equals(allowed(literal))) {
                throw new IllegalArgumentException(
                        "the option index is '" + option + "', but the name of an index is in lower "
                                + "case and has no space and none of \\ / * ? \" < > | , # :");
            }
        }
        String first = pattern.parts().get(0).literal();
        if (first == null || !Character.isLetterOrDigit(first.charAt(0))) {
            throw new IllegalArgumentException("the option index is '" + option
                    + "', but it has to begin with a letter or a digit of its own, such as cdc_{table}, so that the index "
                    + "template for it touches no other index");
        }
        return new IndexName(pattern);
    }

    private static String allowed(String text) {
        return REFUSED.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("_");
    }

    NamePattern pattern() {
        return pattern;
    }

    String of(CdcRecord row) {
        return translated.computeIfAbsent(pattern.render(row), IndexName::allowed);
    }

    /** Whether this may be the index of a row. */
    boolean covers(String index) {
        return Pattern.matches(expression(null), index);
    }

    /** Whether this may be the index of a table's rows. */
    boolean covers(String index, String table) {
        return Pattern.matches(expression(Pattern.quote(allowed(table))), index);
    }

    private String expression(String table) {
        return pattern.parts().stream()
                .map(part -> part.literal() != null
                        ? Pattern.quote(part.literal())
                        : part.placeholder() == NamePattern.Placeholder.TABLE && table != null ? table : ".*")
                .collect(Collectors.joining());
    }

    /** The pattern for an index template: {@code cdc_*} for {@code cdc_{table}}. */
    String wildcard() {
        return pattern.parts().stream()
                .map(part -> part.literal() == null ? "*" : part.literal())
                .collect(Collectors.joining())
                .replaceAll("\\*+", "*");
    }
}
