package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * Which index stands behind a name at one moment, and which one is being built to take its place. Elasticsearch itself holds
 * this, so all replicas see the same: a name is an index or an alias, and the index that is being built has the alias {@code
 * rebuild-of-<name>}.
 *
 * @param aliases the aliases of each index, as Elasticsearch tells them
 */
record SearchIndices(JsonNode aliases) {

    private static final String NEXT = "rebuild-of-";

    /** What the name of an index that has been built begins with: it can't be a table's, and no search for {@code cdc_*} finds it. */
    private static final String BUILT = "rebuilt-";

    /**
     * Asks for all indices.
     *
     * @param wildcard the names, as {@link IndexName#wildcard} says them
     * @throws SinkUnavailableException when the server doesn't answer
     */
    static SearchIndices read(SearchServer server, String wildcard) {
        Answer answer = server.call(
                "GET",
                "/" + wildcard + "," + BUILT + wildcard + "-*/_alias?ignore_unavailable=true&expand_wildcards=all",
                null);
        // Who may not ask can't rebuild either.
        if (!answer.isSuccess() && answer.status() != 403 && answer.status() != 404) {
            throw server.refused(answer);
        }
        return new SearchIndices(answer.body());
    }

    /** The alias of the index that is being built for a name. */
    static String nextOf(String name) {
        return NEXT + name;
    }

    /** What an index is called that is built for a name. */
    static String built(String name, String number) {
        return BUILT + name + "-" + number;
    }

    /** The indices behind a name: none when there is no such name, several behind an alias of that kind. */
    List<String> of(String name) {
        return aliases.has(name) ? List.of(name) : with(name);
    }

    /** The index that is being built for a name, or null. */
    String next(String name) {
        List<String> found = with(nextOf(name));
        return found.isEmpty() ? null : found.get(0);
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
