package org.opendatagov.cdc.capture;

import io.smallrye.config.Expressions;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/**
 * Where a source is and who reads it, {@code cdc.<source>.*}: from the configuration, so that no password stands in a route's URI. User and
 * passwords are taken as they are, since {@code $} and braces mean nothing in them.
 */
final class SourceSettings {

    /** The built-in default: the value of another variable, or nothing. */
    private static final Pattern OTHER_VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+):\\}");

    /** That of a properties file in the service's own jar; whatever is set from outside stands higher. */
    private static final int BUILT_IN = 250;

    private final Config config;
    private final String prefix;

    /**
     * @param prefix what the settings begin with, such as {@code cdc.odg}
     */
    SourceSettings(Config config, String prefix) {
        this.config = config;
        this.prefix = prefix;
    }

    /** Makes a connector read this source. */
    void putInto(PostgresConnectorEmbeddedDebeziumConfiguration options) {
        options.setDatabaseHostname(expanded("host"));
        config.getOptionalValue(prefix + ".port", Integer.class).ifPresent(options::setDatabasePort);
        options.setDatabaseDbname(expanded("database"));
        options.setDatabaseUser(asItIs(prefix + ".user"));
        options.setDatabasePassword(asItIs(prefix + ".password"));
        ifSet(expanded("sslmode"), options::setDatabaseSslmode);
        ifSet(expanded("sslrootcert"), options::setDatabaseSslrootcert);
        ifSet(expanded("sslcert"), options::setDatabaseSslcert);
        ifSet(expanded("sslkey"), options::setDatabaseSslkey);
        ifSet(asItIs(prefix + ".sslpassword"), options::setDatabaseSslpassword);
    }

    private static void ifSet(String value, Consumer<String> option) {
        if (value != null && !value.isBlank()) {
            option.accept(value);
        }
    }

    private String expanded(String setting) {
        return config.getOptionalValue(prefix + "." + setting, String.class).orElse(null);
    }

    private String asItIs(String name) {
        ConfigValue found = Expressions.withoutExpansion(() -> config.getConfigValue(name));
        String value = found.getValue();
        Matcher other = OTHER_VARIABLE.matcher(value == null ? "" : value);
        return other.matches() && found.getSourceOrdinal() <= BUILT_IN ? asItIs(other.group(1)) : value;
    }
}
