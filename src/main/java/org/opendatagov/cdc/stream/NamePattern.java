package org.opendatagov.cdc.stream;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lists of names as routes write them: separated by commas, {@code *} stands for any characters. */
final class NamePattern {

    private NamePattern() {}

    /**
     * One pattern that matches any of the listed names as a whole.
     *
     * @throws IllegalArgumentException when the list names nothing
     */
    static Pattern of(String list) {
        List<String> names = names(list);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names nothing");
        }
        return Pattern.compile(names.stream().map(NamePattern::expression).collect(Collectors.joining("|")));
    }

    /** The names of a list, without blanks and empty places. */
    static List<String> names(String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private static String expression(String name) {
        return Arrays.stream(name.split("\\*", -1))
                .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
                .collect(Collectors.joining(".*"));
    }
}
