package org.opendatagov.cdc.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A workflow endpoint on a free port of 127.0.0.1 that records what it gets and answers as told, 204 by default. */
final class RecordingEndpoint implements AutoCloseable {

    /** A request, header names in lower case. */
    record Request(String path, Map<String, String> headers, String body) {}

    private record Prepared(int status, String retryAfter) {}

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Prepared> answers = new ConcurrentLinkedQueue<>();

    RecordingEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The statuses of the next answers; 0 gives none. */
    void answerNext(int... statuses) {
        for (int status : statuses) {
            answers.add(new Prepared(status, null));
        }
    }

    /** The next answer asks to be left alone. */
    void answerNext(int status, String retryAfter) {
        answers.add(new Prepared(status, retryAfter));
    }

    List<Request> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> String.join(", ", header.getValue())));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(exchange.getRequestURI().toString(), headers, body));
        Prepared answer = answers.isEmpty() ? new Prepared(204, null) : answers.remove();
        if (answer.status() != 0) {
            exchange.getResponseHeaders().add("location", "/elsewhere");
            if (answer.retryAfter() != null) {
                exchange.getResponseHeaders().add("retry-after", answer.retryAfter());
            }
            exchange.sendResponseHeaders(answer.status(), -1);
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
