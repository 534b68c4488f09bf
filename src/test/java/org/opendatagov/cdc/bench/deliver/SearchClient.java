package org.opendatagov.cdc.bench.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.opendatagov.cdc.bench.deliver.Requests.Request;
import org.opendatagov.cdc.servers.ElasticsearchServer;

/** A connection to Elasticsearch. Of a bulk's answer it looks at nothing but whether anything was refused. */
final class SearchClient implements Load.Client {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    SearchClient(ElasticsearchServer server) {
        url = "http://" + server.hostAndPort();
    }

    @Override
    public void send(Request request) throws IOException, InterruptedException {
        byte[] answer = exchange(
                "POST",
                "/_bulk?filter_path=errors",
                "application/x-ndjson",
                BodyPublishers.ofByteArray(request.bytes()));
        if (!new String(answer, StandardCharsets.US_ASCII).equals("{\"errors\":false}")) {
            throw new IOException("Elasticsearch refuses a write: " + new String(answer, StandardCharsets.UTF_8));
        }
    }

    /** Makes a call and reads the answer. */
    JsonNode call(String method, String path, JsonNode body) {
        try {
            return JSON.readTree(exchange(
                    method,
                    path,
                    "application/json",
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString())));
        } catch (IOException e) {
            throw Load.unchecked(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private byte[] exchange(String method, String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", type)
                .method(method, body)
                .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("Elasticsearch answers " + answer.statusCode() + " to " + method + " " + path + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    @Override
    public void close() {
        // The client's connections end with it.
    }
}
