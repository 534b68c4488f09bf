package org.opendatagov.cdc.capture.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Kafka's settings among those of Debezium's engine, under a prefix of their own. Side by side they would mix: {@code
 * heartbeat.interval.ms=0} of Debezium makes a Kafka consumer poll without a pause, and an option of a connector could lead a Kafka client
 * to another broker.
 */
final class KafkaSettings {

    private static final String PREFIX = "opendatagov.kafka.";

    private KafkaSettings() {}

    /** Puts them among the engine's, in place of whatever there was under the prefix. */
    static void put(Map<String, Object> kafka, Properties engine) {
        engine.keySet().removeIf(name -> String.valueOf(name).startsWith(PREFIX));
        kafka.forEach((name, value) -> engine.setProperty(PREFIX + name, String.valueOf(value)));
    }

    /** Finds them again, and nothing else. */
    static Map<String, Object> of(Map<String, ?> engine) {
        Map<String, Object> kafka = new HashMap<>();
        engine.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                kafka.put(name.substring(PREFIX.length()), value);
            }
        });
        return kafka;
    }
}
