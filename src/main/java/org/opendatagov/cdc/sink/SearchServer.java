package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.http.HttpEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;
import org.opendatagov.cdc.retry.Causes;

/** Elasticsearch or OpenSearch over plain REST. How long a call may take is set on the client. */
final class SearchServer {

    private static final Pattern QUOTED_VALUE = Pattern.compile("\\.? Preview of field's value: .*", Pattern.DOTALL);

    private final RestClient client;

    /** Wraps a client; nothing connects yet. */
    SearchServer(RestClient client) {
        this.client = client;
    }

    /**
     * What the server said.
     *
     * @param status the HTTP status
     * @param body its JSON, or a missing node when it sent none
     */
    record Answer(int status, JsonNode body) {

        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** The error it gives, or else the status. */
        String reason() {
            JsonNode error = body.path("error");
            if (error.isTextual()) {
                return status + ", " + Causes.oneLine(error.asText());
            }
            return error.isObject() ? status + ", " + reason(error) : "status " + status;
        }

        /** An error object as Elasticsearch writes them, in one line with what caused it; without the row's values that it quotes. */
        static String reason(JsonNode error) {
            StringBuilder text = new StringBuilder();
            for (JsonNode each = error; each.isObject(); each = each.path("caused_by")) {
                text.append(text.length() == 0 ? "" : ", caused by ")
                        .append(each.path("type").asText())
                        .append(": ")
                        .append(QUOTED_VALUE
                                .matcher(each.path("reason").asText())
                                .replaceFirst(""));
            }
            return Causes.oneLine(text.toString());
        }
    }

    /** A body of JSON. */
    static StringEntity json(JsonNode body) {
        return new StringEntity(body.toString(), ContentType.APPLICATION_JSON);
    }

    /** The name of an index as a part of a path. */
    static String encoded(String index) {
        return URLEncoder.encode(index, StandardCharsets.UTF_8);
    }

    /**
     * Makes a call.
     *
     * @return the answer, whatever its status
     * @throws SinkUnavailableException when there is none
     */
    Answer call(String method, String path, HttpEntity body) {
        return begin(method, path, body).await();
    }

    /** Makes a call that needs more than a body, likewise. */
    Answer call(Request request) {
        return begin(request).await();
    }

    /** What a server will say to a call. */
    @FunctionalInterface
    interface Reply {
        /**
         * Waits for the answer.
         *
         * @return the answer, whatever its status
         * @throws SinkUnavailableException when there is none
         */
        Answer await();
    }

    /** Begins a call, which goes on while other things are done. */
    Reply begin(String method, String path, HttpEntity body) {
        Request request = new Request(method, path);
        request.setEntity(body);
        return begin(request);
    }

    private Reply begin(Request request) {
        CompletableFuture<Response> response = new CompletableFuture<>();
        client.performRequestAsync(request, new ResponseListener() {
            @Override
            public void onSuccess(Response answered) {
                response.complete(answered);
            }

            @Override
            public void onFailure(Exception failure) {
                response.completeExceptionally(failure);
            }
        });
        return () -> await(response);
    }

    private Answer await(CompletableFuture<Response> response) {
        try {
            return answer(response.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ResponseException refusal) {
                return answer(refusal.getResponse());
            }
            throw unavailable(SearchRefusal.sentence(Causes.of(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the flow is being stopped");
        }
    }

    /**
     * Makes a call that has to succeed.
     *
     * @param body JSON, or null for none
     * @return the answer's body
     * @throws SinkUnavailableException when there is no answer, or it is no success
     */
    JsonNode ask(String method, String path, JsonNode body) {
        Answer answer = call(method, path, body == null ? null : json(body));
        if (!answer.isSuccess()) {
            throw refused(answer);
        }
        return answer.body();
    }

    private Answer answer(Response response) {
        int status = response.getStatusLine().getStatusCode();
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Answer(status, MissingNode.getInstance());
        }
        try (InputStream content = entity.getContent()) {
            return new Answer(status, RowJson.EXACT.readTree(content));
        } catch (IOException e) {
            // An error page of something in between: its status says enough.
            return new Answer(status, MissingNode.getInstance());
        }
    }

    /** What to throw for an answer that is no success and nobody's document's fault. */
    SinkUnavailableException refused(Answer answer) {
        return unavailable(SearchRefusal.sentence(answer.status(), answer.reason()));
    }

    SinkUnavailableException unavailable(String cause) {
        return new SinkUnavailableException("Elasticsearch at " + address() + " doesn't take writes: " + cause);
    }

    /** Where the server is: host and port of each node, with commas between. */
    String address() {
        return client.getNodes().stream()
                .map(node -> node.getHost().toHostString())
                .collect(Collectors.joining(","));
    }

    /** Says null when a node answers within 2 seconds, otherwise why not. A colour other than green is no reason. */
    String check() {
        return new SearchProbe(client, address()).check();
    }
}
