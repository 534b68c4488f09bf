package org.opendatagov.cdc.notify;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.Config;
import org.opendatagov.cdc.retry.Causes;

/**
 * Where a workflow's notifications go, as the configuration says it.
 *
 * @param workflow whose notifications
 * @param url an http or https URL with a host, without user or password
 * @param signature signs with the workflow's secrets; signs nothing when it has none
 * @param tls says which certificates are trusted, and which one is shown
 */
record WebhookSettings(String workflow, URI url, WebhookSignature signature, SSLContext tls) {

    /**
     * Reads {@code cdc.notify.<workflow>.url}, {@code .secret} and {@code .tls-configuration-name}.
     *
     * @param registry the TLS configurations {@code quarkus.tls.<name>}
     * @throws IllegalArgumentException when one of them can't be used; the message names the setting, not its value
     */
    static WebhookSettings of(Config config, TlsConfigurationRegistry registry, String workflow) {
        String urlName = "cdc.notify." + workflow + ".url";
        String secretName = "cdc.notify." + workflow + ".secret";
        Optional<String> url = config.getOptionalValue(urlName, String.class);
        if (url.isEmpty()) {
            throw new IllegalArgumentException(urlName + " is not set: give it the http or https URL that takes the"
                    + " notifications, or leave the route out by a precondition");
        }
        String secrets = config.getOptionalValue(secretName, String.class).orElse("");
        return new WebhookSettings(
                workflow,
                parseUrl(urlName, url.get().strip()),
                WebhookSignature.ofSecrets(secretName, secrets),
                tls(config, registry, tlsSetting(workflow)));
    }

    /** Host and port, for messages: path and query may hold a token. */
    String host() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** Where to say whose certificates are trusted. */
    String trustSettings() {
        return "quarkus.tls.<name>.trust-store.pem.certs with %s=<name>".formatted(tlsSetting(workflow));
    }

    private static String tlsSetting(String workflow) {
        return "cdc.notify." + workflow + ".tls-configuration-name";
    }

    private static SSLContext tls(Config config, TlsConfigurationRegistry registry, String setting) {
        Optional<String> name = config.getOptionalValue(setting, String.class);
        try {
            if (name.isEmpty()) {
                return SSLContext.getDefault();
            }
            Optional<TlsConfiguration> named = registry.get(name.get());
            if (named.isPresent()) {
                return named.get().createSSLContext();
            }
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "the TLS configuration of %s can't be used: %s".formatted(setting, Causes.of(e)), e);
        }
        throw new IllegalArgumentException(
                "%s names %s, which isn't there: set quarkus.tls.%s.trust-store.pem.certs, or correct the name"
                        .formatted(setting, name.get(), name.get()));
    }

    private static URI parseUrl(String name, String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // Its message repeats the URL.
            throw refused(name, "is not a URL (" + e.getReason() + ")");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused(name, "does not begin with http:// or https://");
        }
        if (url.getHost() == null) {
            throw refused(name, "names no host");
        }
        if (url.getUserInfo() != null) {
            throw refused(name, "holds a user or password, which is never sent");
        }
        return url;
    }

    private static IllegalArgumentException refused(String name, String why) {
        return new IllegalArgumentException("%s %s: give it a URL like https://host/path".formatted(name, why));
    }
}
