package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * The index template of an endpoint, {@code search-template.json}. It makes sure that a deleted document's version is remembered
 * for long enough to fence ({@code index.gc_deletes}), and that no row's content can make its document fail where Elasticsearch
 * has a way around that.
 */
final class SearchTemplate {

    private static final Logger LOG = Logger.getLogger(SearchTemplate.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    /** Above the templates that Elasticsearch brings itself; longer patterns win over shorter ones. */
    private static final int PRIORITY = 200;

    private final SearchServer server;
    private final String wildcard;

    SearchTemplate(SearchServer server, String wildcard) {
        this.server = server;
        this.wildcard = wildcard;
    }

    /**
     * Puts the template, and gives indices that are there already its memory for deletes unless they have one of their own.
     *
     * @throws SinkUnavailableException when the server doesn't take it
     */
    void put() {
        String name = "opendatagov-" + wildcard.replace("*", "all");
        ObjectNode template = body();
        Answer answer = server.call("PUT", "/_index_template/" + name, SearchServer.json(template));
        if (answer.status() == 401) {
            throw server.refused(answer);
        }
        if (!answer.isSuccess()) {
            throw server.unavailable("it refuses the index template " + name + " (" + answer.reason()
                    + "); grant manage_index_templates, or set the option template=false and put one of your own");
        }
        ObjectNode settings = JSON.createObjectNode();
        settings.set("index.gc_deletes", template.at("/template/settings/index.gc_deletes"));
        answer = server.call(
                "PUT",
                "/" + SearchIndices.expression(wildcard)
                        + "/_settings?preserve_existing=true&ignore_unavailable=true&allow_no_indices=true",
                SearchServer.json(settings));
        if (!answer.isSuccess() && answer.status() != 404) {
            LOG.warnf(
                    "Elasticsearch at %s doesn't set index.gc_deletes on %s (%s): there, a late write may bring a deleted row back",
                    server.address(), wildcard, answer.reason());
        }
    }

    private ObjectNode body() {
        ObjectNode template = resource();
        template.putArray("index_patterns").add(wildcard);
        template.put("priority", PRIORITY + wildcard.length());
        JsonNode version = server.call("GET", "/", null).body();
        if ("opensearch".equals(version.at("/version/distribution").asText())) {
            // It has no flattened, and its flat_object refuses a document over one long text. Here an object is only
            // kept.
            JsonNode objects = template.at("/template/mappings/dynamic_templates/0/objects");
            ((ObjectNode) objects).putObject("mapping").put("type", "object").put("enabled", false);
        }
        return template;
    }

    private static ObjectNode resource() {
        try (InputStream in = SearchTemplate.class.getResourceAsStream("search-template.json")) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
