package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.http.HttpHost;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.OpenSearchServer;
import org.opendatagov.cdc.servers.SearchNode;
import org.opendatagov.cdc.servers.SharedFixture;

/** A server that takes requests of 1 MB, for all tests of the sink alone; and calls that look into it. */
final class SearchFixture implements AutoCloseable {

    private static final Map<String, String> SETTINGS =
            Map.of("http.max_content_length", "1mb", "action.destructive_requires_name", "false");

    final SearchNode server;
    private final RestClient client;

    private SearchFixture(SearchNode server) {
        this.server = server;
        server.start();
        client = RestClient.builder(new HttpHost("127.0.0.1", server.port()))
                .setRequestConfigCallback(
                        config -> config.setConnectTimeout(1_000).setSocketTimeout(3_000))
                .build();
    }

    /** Makes sure that it runs and holds nothing. */
    void empty() throws IOException {
        if (!server.isAlive()) {
            server.start();
        }
        ask("DELETE", "/cdc_*,opendatagov-*", null);
        ask("DELETE", "/_index_template/*", null);
    }

    /** The sink with these options. */
    SinkRoute route(String options) {
        return SinkRoute.toSearch(() -> new SearchServer(client), "cdc-search:rows" + options);
    }

    /** What a rebuild is made of, step by step. */
    RebuildPlace place() {
        SearchServer rest = new SearchServer(client);
        IndexName index = IndexName.parse("cdc_{table}");
        SearchMappings mappings = new SearchMappings(rest, index, ColumnNames.of(null), true);
        IndexMaker maker = new IndexMaker(rest, mappings);
        return new RebuildPlace(
                rest,
                index,
                maker,
                new IndexReplacement(rest, maker),
                new DocumentCopy(rest, new BulkWriter(rest, 1_000_000)),
                new RetiredIndices(rest, index.wildcard(), Duration.ofMinutes(1)));
    }

    JsonNode source(String index, String id) throws IOException {
        return ask("GET", "/" + index + "/_doc/" + id, null).path("_source");
    }

    /** The fields of an index, or of the one behind an alias. */
    JsonNode mapping(String index) throws IOException {
        JsonNode answer = ask("GET", "/" + index + "/_mapping", null);
        return answer.elements().next().at("/mappings/properties");
    }

    int count(String index) throws IOException {
        ask("POST", "/" + index + "/_refresh", null);
        return ask("GET", "/" + index + "/_count", null).path("count").asInt();
    }

    List<String> found(String index, String field, String value) throws IOException {
        ask("POST", "/" + index + "/_refresh", null);
        JsonNode answer =
                ask("POST", "/" + index + "/_search", "{\"query\":{\"term\":{\"" + field + "\":\"" + value + "\"}}}");
        return answer.at("/hits/hits").findValuesAsText("_id");
    }

    JsonNode ask(String method, String path, String body) throws IOException {
        Request request = new Request(method, path);
        if (body != null) {
            request.setJsonEntity(body);
        }
        try {
            return Rows.JSON.readTree(client.performRequest(request).getEntity().getContent());
        } catch (ResponseException e) {
            return Rows.JSON.readTree(e.getResponse().getEntity().getContent());
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }

    /** Gives test classes one Elasticsearch. */
    static final class Elasticsearch extends SharedFixture<SearchFixture> {
        Elasticsearch() {
            super(
                    SearchFixture.class,
                    () -> new SearchFixture(new ElasticsearchServer("search-elasticsearch", SETTINGS)));
        }
    }

    /** Gives test classes one OpenSearch. */
    static final class OpenSearch extends SharedFixture<SearchFixture> {
        OpenSearch() {
            super(SearchFixture.class, () -> new SearchFixture(new OpenSearchServer("search-opensearch", SETTINGS)));
        }
    }
}
