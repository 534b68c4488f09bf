package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.camel.util.AntPathMatcher;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/** What the index templates say together of an index that is to be made. */
final class ComposedTemplates {

    private static final String TEMPLATES = "/_index_template";

    private final SearchServer server;

    ComposedTemplates(SearchServer server) {
        this.server = server;
    }

    /**
     * What would be said of an index of a name.
     *
     * @return with settings and mappings under {@code template}, or why it can't be had
     * @throws SinkUnavailableException when the server doesn't answer
     */
    Answer of(String name) {
        Answer answer = server.call("POST", TEMPLATES + "/_simulate_index/" + SearchServer.encoded(name), null);
        // OpenSearch fails on a name that an alias has.
        return answer.status() == 500 ? byPattern(name) : answer;
    }

    private Answer byPattern(String name) {
        Answer all = server.call("GET", TEMPLATES, null);
        if (!all.isSuccess()) {
            return all;
        }
        Optional<JsonNode> highest = StreamSupport.stream(
                        all.body().path("index_templates").spliterator(), false)
                .filter(each -> matches(name, each.at("/index_template/index_patterns")))
                .max(Comparator.comparingLong(
                        each -> each.at("/index_template/priority").asLong()));
        return highest.isEmpty()
                ? new Answer(200, JsonNodeFactory.instance.objectNode())
                : server.call(
                        "POST",
                        TEMPLATES + "/_simulate/"
                                + SearchServer.encoded(
                                        highest.get().path("name").asText()),
                        null);
    }

    private static boolean matches(String name, JsonNode patterns) {
        return StreamSupport.stream(patterns.spliterator(), false)
                .anyMatch(pattern -> AntPathMatcher.INSTANCE.match(pattern.asText(), name));
    }
}
