package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.elasticsearch.client.HttpAsyncResponseConsumerFactory;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RequestOptions;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/** Goes through what a search finds, page by page, by a scroll, which Elasticsearch and OpenSearch have alike. */
final class SearchScroll implements AutoCloseable {

    /** How long the server keeps the scroll from one page to the next. */
    private static final String PATIENCE = "20m";

    /** A page is read into memory: twice the largest event that a topic takes by default. */
    private static final int LARGEST_PAGE = 32 * 1024 * 1024;

    private static final RequestOptions BOUNDED = RequestOptions.DEFAULT.toBuilder()
            .setHttpAsyncResponseConsumerFactory(
                    new HttpAsyncResponseConsumerFactory.HeapBufferedResponseConsumerFactory(LARGEST_PAGE))
            .build();

    private final SearchServer server;
    private final String index;
    private final ObjectNode search;
    private String scroll;

    /**
     * Makes a scroll; nothing is asked yet.
     *
     * @param search the search, with the size of a page; the order is the server's
     */
    SearchScroll(SearchServer server, String index, ObjectNode search) {
        this.server = server;
        this.index = index;
        this.search = search;
        search.putArray("sort").add("_doc");
    }

    /**
     * The next page.
     *
     * @return {@code hits} as the server writes it; {@code hits.hits} is empty after the last page
     * @throws SinkUnavailableException when the server doesn't answer, or not with all shards
     */
    JsonNode next() {
        Answer answer = scroll == null ? first() : following();
        JsonNode body = answer.body();
        if (!answer.isSuccess()) {
            throw server.refused(answer);
        }
        if (body.at("/_shards/failed").asInt() > 0) {
            throw server.unavailable("not all shards of " + index + " answer");
        }
        scroll = body.path("_scroll_id").asText();
        return body.path("hits");
    }

    private Answer first() {
        return call(
                "/" + SearchServer.encoded(index) + "/_search?scroll=" + PATIENCE + "&track_total_hits=true", search);
    }

    private Answer following() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return call("/_search/scroll", body.put("scroll", PATIENCE).put("scroll_id", scroll));
    }

    private Answer call(String path, ObjectNode body) {
        Request request = new Request("POST", path);
        request.setEntity(SearchServer.json(body));
        request.setOptions(BOUNDED);
        return server.call(request);
    }

    @Override
    public void close() {
        if (scroll == null) {
            return;
        }
        try {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("scroll_id", scroll);
            server.call("DELETE", "/_search/scroll", SearchServer.json(body));
        } catch (SinkUnavailableException e) {
            // It ends by itself.
        }
    }
}
