package org.opendatagov.cdc.notify;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.opendatagov.cdc.retry.Causes;

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
                .sslContext(settings.tls())
                .build();
    }

    /**
     * Posts one notification.
     *
     * @throws InterruptedIOException when the wait for an answer was interrupted
     * @throws IOException when there is no answer; the message is one sentence that names the workflow and the host, and
     *     nothing of the URL that may be secret
     */
    Answer post(String id, byte[] body) throws IOException {
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
            return Answer.of(answer.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS), clock.instant());
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failure("gave no answer within %d ms".formatted(requestTimeout.toMillis()), null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the wait for %s was interrupted".formatted(settings.host()));
        }
    }

    private IOException unreachable(Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return failure("can't be reached: no connection in time", null);
        }
        if (cause instanceof ConnectException && cause.getMessage() == null) {
            boolean unknown = cause.getCause() instanceof UnresolvedAddressException;
            return failure("can't be reached: " + (unknown ? "unknown host" : "connection refused"), null);
        }
        if (cause instanceof SSLException) {
            return failure(tlsProblem(cause), null);
        }
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return failure("can't be reached: " + why, cause);
    }

    private String tlsProblem(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateException) {
                return "shows a certificate that isn't accepted (%s): mend the certificate, or name the CA's in %s"
                        .formatted(Causes.of(each), settings.trustSettings());
            }
        }
        return "can't be reached by TLS: " + Causes.of(cause);
    }

    private IOException failure(String what, Throwable cause) {
        return new IOException("workflow %s: %s %s".formatted(settings.workflow(), settings.host(), what), cause);
    }
}
