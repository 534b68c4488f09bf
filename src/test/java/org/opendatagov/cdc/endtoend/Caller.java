package org.opendatagov.cdc.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** Calls the admin surface as one of two users, or as nobody. */
public final class Caller {

    static final Caller NOBODY = new Caller(null, null);
    static final Caller VIEWER = new Caller("vic", "secret-viewer");
    public static final Caller OPERATOR = new Caller("olga", "secret-operator");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String credentials;

    Caller(String user, String password) {
        credentials = user == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Configures both users. */
    public static ServiceEnvironment users(ServiceEnvironment environment) {
        return environment
                .with(
                        "CDC_ADMIN_USERS_OLGA_PASSWORD_HASH",
                        "$2y$06$Ohkhsysv..OT9ybaJVGssenUPlxhvTlafLYzgxTR0iTSO4k9aTRYS")
                .with("CDC_ADMIN_USERS_OLGA_ROLES", "operator")
                .with(
                        "CDC_ADMIN_USERS_VIC_PASSWORD_HASH",
                        "$2a$06$forTUf.dvGAw23iTHNQa5e563RgGNs7DpDJxcHZwOOw1J3aN.UY96");
    }

    public HttpResponse<String> call(CdcService service, String method, String path) {
        return call(service, method, path, "");
    }

    public HttpResponse<String> call(CdcService service, String method, String path, String body) {
        return call(service, method, path, body, "application/json");
    }

    HttpResponse<String> call(CdcService service, String method, String path, String body, String type) {
        return call(service.url(path), method, body, type);
    }

    /** A call of whatever is at the URL. */
    HttpResponse<String> call(String url, String method, String body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", type)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (credentials != null) {
            request.header("Authorization", credentials);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
