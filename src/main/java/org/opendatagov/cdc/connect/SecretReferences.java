package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * References to secrets in Kafka Connect's syntax and by Kafka's own providers, limited to what the settings allow: {@code
 * ${env:NAME}} is an environment variable, {@code ${file:/path:key}} a key of a property file.
 */
@Singleton
class SecretReferences {

    private static final Pattern REFERENCE = ConfigTransformer.DEFAULT_PATTERN;

    private final ConfigTransformer transformer;
    private final String allowed;

    SecretReferences(ConnectSettings settings) {
        List<String> prefixes = settings.secrets().envPrefixes();
        List<String> folders = settings.secrets().folders().orElse(List.of());
        EnvVarConfigProvider variables = new EnvVarConfigProvider();
        variables.configure(Map.of(
                EnvVarConfigProvider.ALLOWLIST_PATTERN_CONFIG,
                prefixes.stream().map(prefix -> Pattern.quote(prefix) + ".*").collect(Collectors.joining("|"))));
        Map<String, ConfigProvider> providers = new HashMap<>();
        providers.put("env", variables);
        if (!folders.isEmpty()) {
            FileConfigProvider files = new FileConfigProvider();
            files.configure(Map.of(FileConfigProvider.ALLOWED_PATHS_CONFIG, String.join(",", folders)));
            providers.put("file", files);
        }
        transformer = new ConfigTransformer(providers);
        allowed = "environment variables that begin with " + String.join(" or ", prefixes)
                + (folders.isEmpty() ? "" : ", and files in " + String.join(" or ", folders));
    }

    static boolean hasReference(String value) {
        return REFERENCE.matcher(value).find();
    }

    /** Whether a value is nothing but a reference, which may be shown. */
    static boolean isOnlyReference(String value) {
        return REFERENCE.matcher(value).matches();
    }

    /**
     * Puts secrets where a configuration refers to them.
     *
     * @throws IllegalArgumentException when a reference leads nowhere; the message has no secret
     */
    Map<String, String> resolve(Map<String, String> config) {
        Map<String, String> resolved = transform(config);
        config.forEach((name, value) -> {
            Matcher references = REFERENCE.matcher(value == null ? "" : value);
            while (references.find()) {
                // What can't be followed stays as it is.
                if (resolved.get(name).contains(references.group())) {
                    throw new IllegalArgumentException("the value of " + name + " refers to what isn't there or isn't"
                            + " allowed; a reference may lead to " + allowed);
                }
            }
        });
        return resolved;
    }

    private Map<String, String> transform(Map<String, String> config) {
        try {
            return transformer.transform(config).data();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "a reference in the configuration can't be followed; it may lead to " + allowed);
        }
    }
}
