package org.opendatagov.cdc.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How a schema registry is reached.
 *
 * @param urls its URLs, none when none is set
 * @param authorization the value of the HTTP header {@code Authorization}, or null
 */
public record RegistryAccess(List<String> urls, String authorization) {

    private static final String URL = "schema.registry.url";

    /** Debezium masks what ends so when it logs its settings. */
    private static final String AUTHORIZATION = "schema.registry.authorization.secret";

    public RegistryAccess {
        urls = urls.stream().map(RegistryAccess::withoutSlash).toList();
    }

    public static RegistryAccess of(SchemaRegistrySettings settings) {
        return new RegistryAccess(settings.url().orElse(List.of()), authorization(settings));
    }

    /** A converter that is made by its name gets its settings as a map: this is the way back. */
    static RegistryAccess of(Map<String, ?> settings) {
        Object urls = settings.get(URL);
        Object authorization = settings.get(AUTHORIZATION);
        return new RegistryAccess(
                urls == null ? List.of() : List.of(urls.toString().split(",")),
                authorization == null ? null : authorization.toString());
    }

    /** Puts what a converter needs into properties. */
    public void putInto(Properties properties, String prefix) {
        properties.setProperty(prefix + URL, String.join(",", urls));
        if (authorization != null) {
            properties.setProperty(prefix + AUTHORIZATION, authorization);
        }
    }

    private static String authorization(SchemaRegistrySettings settings) {
        if (settings.token().isPresent()) {
            return "Bearer " + settings.token().get();
        }
        if (settings.user().isEmpty()) {
            return null;
        }
        String login = settings.user().get() + ":" + settings.password().orElse("");
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static String withoutSlash(String url) {
        String trimmed = url.strip();
        return trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    }

    /** Without the authorization. */
    @Override
    public String toString() {
        return String.join(",", urls);
    }
}
