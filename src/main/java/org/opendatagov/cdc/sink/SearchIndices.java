package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * Which index stands behind a name at one moment, and which one is being built to take its place. Elasticsearch itself holds
 * this, so all replicas see the same. A name is an alias of {@code opendatagov-<name>-<number>}, or an index that others have made; the
 * index that is being built has the alias {@code opendatagov-<name>-next}, and one that has been replaced {@code
 * opendatagov-<name>-retired} alone.
 *
 * @param aliases the aliases of each index, as Elasticsearch tells them
 */
record SearchIndices(JsonNode aliases) {

    /** What the service's own names begin with: no table's does, and no search for {@code cdc_*} finds them. */
    static final String OURS = "opendatagov-";

    private static final String NEXT = "-next";
    private static final String RETIRED = "-retired";

    /**
     * Asks for all indices.
     *
     * @param wildcard the names, as {@link IndexName#wildcard} says them
     * @throws SinkUnavailableException when the server doesn't answer
     */
    static SearchIndices read(SearchServer server, String wildcard) {
        Answer answer = server.call(
                "GET", "/" + expression(wildcard) + "/_alias?ignore_unavailable=true&expand_wildcards=all", null);
        // Who may not ask can't rebuild either.
        if (!answer.isSuccess() && answer.status() != 403 && answer.status() != 404) {
            throw server.refused(answer);
        }
        return new SearchIndices(answer.body());
    }

    /** All indices for these names, as a part of a path. */
    static String expression(String wildcard) {
        return wildcard + "," + OURS + wildcard + "-*";
    }

    /** The alias of the index that is being built for a name. */
    static String nextOf(String name) {
        return OURS + name + NEXT;
    }

    /** The alias of the indices that stood behind a name before. */
    static String retiredOf(String name) {
        return OURS + name + RETIRED;
    }

    /** What the next index for a name is called, the same for all who see the same indices. */
    String numbered(String name) {
        String prefix = OURS + name + "-";
        long highest = 0;
        for (String index : (Iterable<String>) aliases::fieldNames) {
            if (index.startsWith(prefix) && index.substring(prefix.length()).matches("[0-9]{1,9}")) {
                highest = Math.max(highest, Long.parseLong(index.substring(prefix.length())));
            }
        }
        return "%s%06d".formatted(prefix, highest + 1);
    }

    /** The indices behind a name: none when there is no such name, several behind an alias of that kind. */
    List<String> of(String name) {
        return isIndex(name) ? List.of(name) : with(name);
    }

    /** Whether a name is an index itself, which nobody has put behind an alias. */
    boolean isIndex(String name) {
        return aliases.has(name);
    }

    /** The index that is being built for a name, or null. */
    String next(String name) {
        List<String> found = with(nextOf(name));
        return found.isEmpty() ? null : found.get(0);
    }

    /** The indices that have been replaced, and that nobody has given another alias since. */
    List<String> retired() {
        List<String> found = new ArrayList<>();
        aliases.properties().forEach(index -> {
            JsonNode names = index.getValue().path("aliases");
            String name = names.size() == 1 ? names.fieldNames().next() : "";
            if (name.startsWith(OURS) && name.endsWith(RETIRED)) {
                found.add(index.getKey());
            }
        });
        return found;
    }

    /** The service's own indices without any alias: a delete that comes late makes one again after its index was removed. */
    List<String> nameless() {
        List<String> found = new ArrayList<>();
        aliases.properties().forEach(index -> {
            if (index.getKey().startsWith(OURS)
                    && index.getValue().path("aliases").isEmpty()) {
                found.add(index.getKey());
            }
        });
        return found;
    }

    private List<String> with(String alias) {
        List<String> found = new ArrayList<>();
        aliases.properties().forEach(index -> {
            if (index.getValue().path("aliases").has(alias)) {
                found.add(index.getKey());
            }
        });
        return found;
    }
}
