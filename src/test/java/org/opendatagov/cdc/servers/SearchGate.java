package org.opendatagov.cdc.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * TLS and authorization before an Elasticsearch, whose security module isn't published: it lets calls through by their header
 * {@code Authorization}, and answers the others as that module does.
 */
public final class SearchGate implements AutoCloseable {

    /** What a caller may do. */
    public enum Right {
        ALL,
        NOTHING
    }

    private static final String ERROR = "{\"error\":{\"type\":\"security_exception\",\"reason\":\"%s\"},\"status\":%d}";

    private final ElasticsearchServer elasticsearch;
    private final Map<String, Right> rights = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer server;

    /** Opens the gate; nobody may pass yet. */
    public SearchGate(ElasticsearchServer elasticsearch, Certificate certificate) {
        this.elasticsearch = elasticsearch;
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.setExecutor(threads);
        server.createContext("/", this::relay);
        server.start();
    }

    public String hostAndPort() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Says what calls with this header may do, for instance {@code ApiKey abc}. */
    public void let(String authorization, Right right) {
        rights.put(authorization, right);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void relay(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Right right = rights.get(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (right == null) {
                refuse(exchange, 401, "missing or wrong authentication credentials for REST request");
            } else if (right == Right.NOTHING) {
                refuse(exchange, 403, "action [indices:data/write/bulk] is unauthorized for user [cdc]");
            } else {
                pass(exchange, body);
            }
        }
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + elasticsearch.hostAndPort() + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
        answer(exchange, status, ERROR.formatted(reason, status).getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
    }
}
