package org.opendatagov.cdc.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Where a workflow's notifications go, as the configuration says it.
 *
 * @param url an http or https URL with a host, without user or password
 * @param signature signs with the workflow's secrets; signs nothing when it has none
 */
record WebhookSettings(URI url, WebhookSignature signature) {

    /**
     * Reads {@code cdc.notify.<workflow>.url} and {@code .secret}.
     *
     * @throws IllegalArgumentException when one of them can't be used; the message names the setting, not its value
     */
    static WebhookSettings of(Config config, String workflow) {
        String urlName = "cdc.notify." + workflow + ".url";
        String secretName = "cdc.notify." + workflow + ".secret";
        Optional<String> url = config.getOptionalValue(urlName, String.class);
        if (url.isEmpty()) {
            throw new IllegalArgumentException(urlName + " is not set: give it the http or https URL that takes the"
                    + " notifications, or leave the route out by a precondition");
        }
        String secrets = config.getOptionalValue(secretName, String.class).orElse("");
        return new WebhookSettings(
                parseUrl(urlName, url.get().strip()), WebhookSignature.ofSecrets(secretName, secrets));
    }

    /** Host and port, for messages: path and query may hold a token. */
    String host() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
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
