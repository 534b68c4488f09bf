package org.opendatagov.cdc.capture.connector;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How events are written to Kafka, key and value alike. docs/formats.md shows them. */
public enum EventFormat {
    /** Plain JSON. */
    JSON,
    /** JSON with Kafka Connect's schema in each event. */
    JSON_SCHEMA,
    /** Avro, whose schemas stand in a schema registry. */
    AVRO;

    /**
     * The format of a name as a route writes it: {@code json-schema}, say.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static EventFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.optionName().equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("format=" + name + " is unknown; write one of "
                        + Arrays.stream(values()).map(EventFormat::optionName).collect(Collectors.joining(", "))));
    }

    private String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
