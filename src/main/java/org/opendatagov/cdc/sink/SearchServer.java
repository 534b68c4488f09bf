package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.http.HttpEntity;
import org.elasticsearch.client.Cancellable;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;
import org.opendatagov.cdc.retry.Causes;

/** Elasticsearch or OpenSearch over plain REST. How long a call may take is set on the client. */
final class SearchServer {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final long PROBE_TIMEOUT_MS = 1800;
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

    /**
     * Makes a call.
     *
     * @return the answer, whatever its status
     * @throws SinkUnavailableException when there is none
     */
    Answer call(String method, String path, HttpEntity body) {
        Request request = new Request(method, path);
        request.setEntity(body);
        try {
            return answer(client.performRequest(request));
        } catch (ResponseException e) {
            return answer(e.getResponse());
        } catch (IOException | RuntimeException e) {
            throw unavailable(SearchRefusal.sentence(Causes.of(e)));
        }
    }

    private Answer answer(Response response) {
        int status = response.getStatusLine().getStatusCode();
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Answer(status, MissingNode.getInstance());
        }
        try (InputStream content = entity.getContent()) {
            return new Answer(status, JSON.readTree(content));
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
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Cancellable call = client.performRequestAsync(
                new Request("GET", "/_cluster/health?local=true&timeout=1s&filter_path=status"),
                new ResponseListener() {
                    @Override
                    public void onSuccess(Response response) {
                        status.complete(response.getStatusLine().getStatusCode());
                    }

                    @Override
                    public void onFailure(Exception failure) {
                        if (failure instanceof ResponseException refused) {
                            status.complete(
                                    refused.getResponse().getStatusLine().getStatusCode());
                        } else {
                            status.completeExceptionally(failure);
                        }
                    }
                });
        try {
            int code = status.get(PROBE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            // 403: a user who may write but not monitor.
            return code / 100 == 2 || code == 403
                    ? null
                    : "Elasticsearch at " + address() + " answers with "
                            + SearchRefusal.sentence(code, "status " + code);
        } catch (TimeoutException e) {
            call.cancel();
            return "Elasticsearch at " + address() + " doesn't answer within " + PROBE_TIMEOUT_MS + " ms";
        } catch (ExecutionException e) {
            return "Elasticsearch at " + address() + " can't be reached: "
                    + SearchRefusal.sentence(Causes.of(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Elasticsearch at " + address() + " wasn't asked: the check was interrupted";
        }
    }
}
