package org.opendatagov.cdc.options;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The setting {@code cdc.flows}, which says the flows of this process: route ids, in which {@code *} stands for any characters, also none;
 * or the word {@code none}, for a process that only answers calls.
 *
 * @param names as they are listed
 */
public record FlowSelection(List<String> names) {

    /** How the routes of posted connectors begin, which no file has. */
    private static final String CONNECTORS = "capture-";

    /** The setting for no flow at all: an empty one counts as not set. */
    private static final String NONE = "none";

    /** Reads the setting. */
    public static FlowSelection of(String setting) {
        if (setting.strip().equals(NONE)) {
            return new FlowSelection(List.of());
        }
        return new FlowSelection(Arrays.stream(setting.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
    }

    public boolean includes(String route) {
        return names.stream().anyMatch(name -> route.matches(expression(name)));
    }

    /**
     * The names that are of no route, nor can be of a posted connector.
     *
     * @param routes the ids of all routes that there are
     */
    public List<String> unknown(Collection<String> routes) {
        return names.stream()
                .filter(name -> !name.contains("*") && !name.startsWith(CONNECTORS) && !routes.contains(name))
                .toList();
    }

    /** The same as a pattern of Camel's, which would take {@code *} at the end of a name for a sign of repetition, too. */
    public String camelPattern() {
        return names.stream().map(FlowSelection::expression).collect(Collectors.joining(","));
    }

    private static String expression(String name) {
        return Arrays.stream(name.split("\\*", -1))
                .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
                .collect(Collectors.joining(".*"));
    }
}
