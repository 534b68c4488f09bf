package org.opendatagov.cdc.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;

/**
 * A name with places for what a record says, such as {@code {table}:{key}}.
 *
 * @param parts literal text and placeholders in turn
 */
record NamePattern(List<Part> parts) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** What can stand between braces. */
    enum Placeholder {
        TABLE,
        SCHEMA,
        DATABASE,
        KEY;

        static final Set<Placeholder> OF_A_TABLE = Set.of(TABLE, SCHEMA, DATABASE);
        static final Set<Placeholder> OF_A_ROW = Set.of(values());

        String text(CdcRecord of) {
            return switch (this) {
                case TABLE -> of.event().table();
                case SCHEMA -> of.event().schema();
                case DATABASE -> of.event().database();
                case KEY -> of.key().text();
            };
        }

        @Override
        public String toString() {
            return "{" + name().toLowerCase(java.util.Locale.ROOT) + "}";
        }
    }

    /** Either literal text or, when that is null, a placeholder. */
    record Part(String literal, Placeholder placeholder) {}

    /**
     * Reads a pattern.
     *
     * @param option the endpoint's option that holds it, for the error
     * @throws IllegalArgumentException when it is empty or has a placeholder or a brace that it can't have
     */
    static NamePattern parse(String option, String pattern, Set<Placeholder> allowed) {
        if (pattern == null || pattern.isBlank()) {
            throw new IllegalArgumentException("the option " + option + " is empty; write a name such as {table}");
        }
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(pattern);
        int end = 0;
        while (matcher.find()) {
            addLiteral(parts, option, pattern, pattern.substring(end, matcher.start()));
            parts.add(new Part(null, placeholder(option, pattern, matcher.group(), allowed)));
            end = matcher.end();
        }
        addLiteral(parts, option, pattern, pattern.substring(end));
        return new NamePattern(List.copyOf(parts));
    }

    private static void addLiteral(List<Part> parts, String option, String pattern, String literal) {
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException("the option " + option + " has a brace without its partner in '"
                    + pattern + "'; a placeholder is written like {table}");
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal, null));
        }
    }

    private static Placeholder placeholder(String option, String pattern, String text, Set<Placeholder> allowed) {
        for (Placeholder each : allowed) {
            if (each.toString().equals(text)) {
                return each;
            }
        }
        String known = allowed.stream().sorted().map(Placeholder::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "the option " + option + " has the placeholder " + text + " in '" + pattern + "'; known are " + known);
    }

    boolean has(Placeholder placeholder) {
        return parts.stream().anyMatch(part -> part.placeholder() == placeholder);
    }

    String render(CdcRecord row) {
        return render(parts, row);
    }

    private static String render(List<Part> parts, CdcRecord row) {
        StringBuilder name = new StringBuilder(64);
        for (Part part : parts) {
            name.append(
                    part.literal() != null ? part.literal() : part.placeholder().text(row));
        }
        return name.toString();
    }

    /**
     * What stands around a row's key.
     *
     * @param before the name up to the key
     * @param behind the name from there on
     */
    record Around(String before, String behind) {

        /**
         * The key in a name, or null when it isn't made so.
         *
         * @param columns how many columns the key has
         */
        RowKey keyIn(String name, int columns) {
            return name.length() >= before.length() + behind.length()
                            && name.startsWith(before)
                            && name.endsWith(behind)
                    ? RowKey.ofText(name.substring(before.length(), name.length() - behind.length()), columns)
                    : null;
        }
    }

    /** The name of a table's rows without their key, or null for a pattern that doesn't have it once. */
    Around around(CdcRecord any) {
        Part key = new Part(null, Placeholder.KEY);
        int at = parts.indexOf(key);
        return at < 0 || at != parts.lastIndexOf(key)
                ? null
                : new Around(render(parts.subList(0, at), any), render(parts.subList(at + 1, parts.size()), any));
    }
}
