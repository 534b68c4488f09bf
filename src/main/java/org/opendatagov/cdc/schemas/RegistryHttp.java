package org.opendatagov.cdc.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opendatagov.cdc.retry.Causes;

/** Asks a schema registry over HTTP. What isn't an answer of a registry is told as a {@link SchemaProblem}. For many threads. */
final class RegistryHttp {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final RegistryAccess access;
    private final HttpClient client;

    /** An answer: its status, below 500, and what it says. */
    record Answer(int status, JsonNode body) {

        boolean isOk() {
            return status / 100 == 2;
        }

        /** Why the registry refuses, in its own words. */
        String reason() {
            return status + " " + Causes.oneLine(body.path("message").asText("without a reason"));
        }
    }

    RegistryHttp(RegistryAccess access) {
        this.access = access;
        this.client = access.urls().isEmpty() ? null : client();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    Answer get(String path) {
        return ask(path, HttpRequest.newBuilder().GET());
    }

    Answer post(String path, JsonNode body) {
        return ask(
                path,
                HttpRequest.newBuilder()
                        .header("content-type", CONTENT_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private Answer ask(String path, HttpRequest.Builder request) {
        if (client == null) {
            throw new SchemaProblem(
                    "no schema registry is set, which Avro needs; set cdc.schema-registry.url"
                            + " (CDC_SCHEMA_REGISTRY_URL)",
                    false);
        }
        request.header("accept", CONTENT_TYPE).header("user-agent", "opendatagov-cdc");
        if (access.authorization() != null) {
            request.header("authorization", access.authorization());
        }
        SchemaProblem last = null;
        for (String url : access.urls()) {
            try {
                return ask(url, request.uri(uri(url, path)).build());
            } catch (SchemaProblem e) {
                last = e;
            }
        }
        throw last;
    }

    private static URI uri(String url, String path) {
        try {
            URI uri = new URI(url + path);
            if (uri.getUserInfo() == null
                    && uri.getHost() != null
                    && uri.getScheme().startsWith("http")) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Its message quotes the URL.
        }
        throw new SchemaProblem(
                "cdc.schema-registry.url is no list of URLs such as http://registry:8081; user and password, where it"
                        + " needs them, stand in cdc.schema-registry.user and .password",
                false);
    }

    private Answer ask(String url, HttpRequest request) {
        // The request's own timeout ends with the answer's headers.
        CompletableFuture<HttpResponse<String>> sent =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            HttpResponse<String> response = sent.get(REQUEST.toMillis(), TimeUnit.MILLISECONDS);
            return answer(url, response.statusCode(), response.body());
        } catch (ExecutionException e) {
            throw away(url, e.getCause().getMessage() == null ? "no connection" : Causes.of(e.getCause()));
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw away(url, "no answer within " + REQUEST.toSeconds() + " s");
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw away(url, "the wait for it was interrupted");
        }
    }

    private static SchemaProblem away(String url, String why) {
        return new SchemaProblem(
                "schema registry " + url + " can't be reached (" + why
                        + "); start it, or correct cdc.schema-registry.url",
                true);
    }

    private static Answer answer(String url, int status, String body) {
        if (status >= SERVER_ERROR || status == TIMEOUT || status == TOO_MANY) {
            throw new SchemaProblem("schema registry " + url + " fails with status " + status, true);
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new SchemaProblem(
                    "schema registry " + url + " refuses the service with status " + status
                            + "; correct cdc.schema-registry.user and .password, or .token",
                    false);
        }
        try {
            return new Answer(status, JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw new SchemaProblem(
                    "what answers at " + url + " with status " + status
                            + " is no schema registry; correct cdc.schema-registry.url (Apicurio's ends with"
                            + " /apis/ccompat/v7)",
                    false);
        }
    }
}
