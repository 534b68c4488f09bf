package org.opendatagov.cdc.sandbox.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.opendatagov.cdc.servers.ElasticsearchServer;

/** What Elasticsearch holds of the tables. */
public final class SearchRows {
    private static final int LONGEST_ID = 512;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    public SearchRows(ElasticsearchServer server) {
        url = "http://" + server.hostAndPort();
    }

    /** The number of documents of a table, as of the last refresh; 0 when there is no index. */
    public long count(String table) {
        return call("GET", "/" + index(table) + "/_count?ignore_unavailable=true", null)
                .path("count")
                .asLong();
    }

    /** The document with this id, also before the next refresh, or null. */
    public JsonNode get(String table, String id) {
        return call(
                        "GET",
                        "/" + index(table) + "/_doc/"
                                + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"),
                        null)
                .get("_source");
    }

    /**
     * The documents with these ids in the same order, also before the next refresh; null for each that isn't there.
     *
     * @throws IllegalStateException when Elasticsearch can't tell at present
     */
    public List<JsonNode> get(String table, List<String> ids) {
        ArrayNode list = Canonical.JSON.createArrayNode();
        ids.forEach(list::add);
        JsonNode answer = call("POST", "/" + index(table) + "/_mget", "{\"ids\":" + list + "}");
        List<JsonNode> documents = new ArrayList<>(ids.size());
        for (JsonNode document : answer.path("docs")) {
            String problem = document.at("/error/type").asText();
            if (!problem.isEmpty() && !problem.equals("index_not_found_exception")) {
                throw new IllegalStateException("Elasticsearch can't read " + index(table) + ": " + problem);
            }
            documents.add(document.get("_source"));
        }
        if (documents.size() != ids.size()) {
            throw new IllegalStateException("Elasticsearch answered " + Difference.shown(answer));
        }
        return documents;
    }

    /** The types of a table's fields. */
    public Map<String, String> fieldTypes(String table) {
        Map<String, String> types = new HashMap<>();
        for (JsonNode index : call("GET", "/" + index(table) + "/_mapping", null)) {
            index.at("/mappings/properties")
                    .properties()
                    .forEach(field -> types.put(
                            field.getKey(), field.getValue().path("type").asText("object")));
        }
        return types;
    }

    /** What a document of the row with this key text is called. */
    static String id(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && bytes.length <= LONGEST_ID) {
            return key;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }

    /** Reads what is held of a table. */
    public void read(String table, Consumer<SinkRow> reader) {
        call("POST", "/" + index(table) + "/_refresh?ignore_unavailable=true", null);
        JsonNode page = call(
                "POST",
                "/" + index(table) + "/_search?scroll=1m&ignore_unavailable=true",
                "{\"size\":500,\"sort\":[\"_doc\"]}");
        while (!page.at("/hits/hits").isEmpty()) {
            page.at("/hits/hits")
                    .forEach(hit -> reader.accept(new SinkRow(hit.path("_id").textValue(), hit.path("_source"))));
            page = call("POST", "/_search/scroll", "{\"scroll\":\"1m\",\"scroll_id\":" + page.path("_scroll_id") + "}");
        }
        if (page.hasNonNull("_scroll_id")) {
            call("DELETE", "/_search/scroll", "{\"scroll_id\":" + page.path("_scroll_id") + "}");
        }
    }

    private static String index(String table) {
        return "cdc_" + URLEncoder.encode(table, StandardCharsets.UTF_8);
    }

    /** Calls Elasticsearch; an index that isn't there, or is just being made (503), is no error. */
    private JsonNode call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300 && answer.statusCode() != 404 && answer.statusCode() != 503) {
                throw new IllegalStateException("Elasticsearch answered %d to %s %s: %s"
                        .formatted(answer.statusCode(), method, path, Difference.shown(answer.body())));
            }
            return Canonical.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("Elasticsearch doesn't answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
