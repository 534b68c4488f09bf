package org.opendatagov.cdc.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts notifications to one workflow endpoint, one at a time, and tries each once. */
final class Webhook {

    private final WebhookSettings settings;
    private final Duration requestTimeout;
    private final InstantSource clock;
    private final HttpClient client;

    Webhook(WebhookSettings settings, Duration connectTimeout, Duration requestTimeout, InstantSource clock) {
        this.settings = settings;
        this.requestTimeout = requestTimeout;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /**
     * Posts one notification.
     *
     * @return the status of the answer
     * @throws IOException when there is no answer; the message is one sentence that names the host, and nothing of the URL
     *     that may be secret
     */
    int post(String id, byte[] body) throws IOException {
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .header("content-type", CloudEvents.CONTENT_TYPE)
                .header("user-agent", "opendatagov-cdc")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!settings.signature().isEmpty()) {
            request.header("webhook-signature", settings.signature().sign(id, timestamp, body));
        }
        // The request's own timeout ends with the answer's headers: a body that never ends would hold the flow for
        // ever.
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    "%s gave no answer within %d ms".formatted(settings.host(), requestTimeout.toMillis()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("the wait for %s was interrupted".formatted(settings.host()), e);
        }
    }

    private IOException unreachable(Throwable cause) {
        String start = settings.host() + " can't be reached: ";
        if (cause instanceof HttpConnectTimeoutException) {
            return new IOException(start + "no connection in time");
        }
        if (cause instanceof ConnectException && cause.getMessage() == null) {
            return new IOException(start
                    + (cause.getCause() instanceof UnresolvedAddressException ? "unknown host" : "connection refused"));
        }
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new IOException(start + why, cause);
    }
}
