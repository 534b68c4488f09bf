package org.opendatagov.cdc.packaging;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** The service's own settings, as {@code application.properties} has them. */
final class Settings {

    private final Properties properties = new Properties();

    Settings() throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(file);
        }
    }

    int port(String name) {
        return Integer.parseInt(properties.getProperty(name));
    }

    /** The environment variables by which they can be set. */
    Set<String> variables() {
        return properties.stringPropertyNames().stream()
                .map(name -> name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** Whether a setting's value asks for an environment variable by name. */
    boolean reads(String variable) {
        return properties.values().stream().anyMatch(value -> value.toString().contains("${" + variable + ":"));
    }
}
