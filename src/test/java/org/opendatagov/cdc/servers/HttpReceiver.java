package org.opendatagov.cdc.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** An HTTP endpoint that records what it gets. It answers 204 unless it is told otherwise, and can be away for a while. */
public final class HttpReceiver implements AutoCloseable {
    private static final Answer NO_CONTENT = new Answer(204, Map.of(), Duration.ZERO);

    private final int port = FreePorts.next();
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    /** What it shows its clients, or null for plain HTTP. */
    private final SSLContext tls;

    private HttpServer server;

    /** Speaks plain HTTP. */
    public HttpReceiver() {
        this(null);
    }

    /** Speaks HTTPS. */
    public HttpReceiver(SSLContext tls) {
        this.tls = tls;
    }

    /**
     * A request as it came.
     *
     * @param path the path with its query, for instance {@code /hook?a=1}
     * @param headers header names in lower case
     * @param body the body, which is UTF-8
     */
    public record Received(String method, String path, Map<String, List<String>> headers, String body, Instant time) {
        /** The first value of a header, or null. */
        public String header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null ? null : values.get(0);
        }
    }

    /**
     * How a path answers.
     *
     * @param delay how long the sender waits for the answer
     */
    public record Answer(int status, Map<String, String> headers, Duration delay) {}

    /** Starts to listen, on the same port each time. */
    public synchronized void start() {
        try {
            server = create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port, e);
        }
        server.createContext("/", this::receive);
        server.start();
    }

    private HttpServer create(InetSocketAddress address) throws IOException {
        if (tls == null) {
            return HttpServer.create(address, 0);
        }
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        return https;
    }

    /** Closes the port: senders are refused until the next start. What was received is kept. */
    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** The URL of a path that begins with a slash. */
    public String url(String path) {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port + path;
    }

    /** How a path answers from now on; the path is without its query. */
    public void answer(String path, Answer answer) {
        answers.put(path, answer);
    }

    /** Which status a path answers from now on. */
    public void answer(String path, int status) {
        answer(path, new Answer(status, Map.of(), Duration.ZERO));
    }

    /** All requests so far, the earliest first, also those that got a bad status. */
    public List<Received> requests() {
        return List.copyOf(requests);
    }

    /** The requests for one path. */
    public List<Received> requests(String path) {
        return requests.stream().filter(r -> r.path().equals(path)).toList();
    }

    /** Forgets what was received. */
    public void clear() {
        requests.clear();
    }

    private void receive(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        requests.add(new Received(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(headers),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                Instant.now()));
        Answer answer = answers.getOrDefault(exchange.getRequestURI().getPath(), NO_CONTENT);
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        CompletableFuture.delayedExecutor(answer.delay().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> send(exchange, answer.status()));
    }

    private static void send(HttpExchange exchange, int status) {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            // The sender did not wait for the answer.
            exchange.close();
        }
    }
}
