package org.opendatagov.cdc.connect;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * The options of a transform or predicate, as its class defines them. Classes of Debezium and Kafka ignore an option that they don't know; it
 * is refused here, since it is most likely misspelt. A class of others that defines no options is given whatever it is sent.
 */
final class TransformOptions {

    private static final String EVENT_ROUTER = "io.debezium.transforms.outbox.EventRouter";
    private static final String EVENT_TIMESTAMP = "table.field.event.timestamp";

    /** Kafka Connect's own, beside those of the class. */
    private static final Set<String> COMMON = Set.of("type", "predicate", "negate");

    /** What Debezium's classes read and leave out of their definitions. */
    private static final Map<String, Set<String>> UNDEFINED = Map.of(
            "io.debezium.transforms.ExtractNewRecordState",
            Set.of("replace.null.with.default"),
            "io.debezium.transforms.ExtractSchemaToNewRecord",
            Set.of("schema.name.adjustment.mode"),
            "io.debezium.transforms.ByLogicalTableRouter",
            Set.of("key.field.name", "schema.name.adjustment.mode"),
            EVENT_ROUTER,
            Set.of("field.name.adjustment.mode"));

    private final String className;
    private final ConfigDef definition;

    private TransformOptions(String className, ConfigDef definition) {
        this.className = className;
        this.definition = definition;
    }

    /** Those of a class that the service has; of a class that is neither, nothing is known and nothing refused. */
    static TransformOptions of(String className) {
        return new TransformOptions(className, definition(className));
    }

    private static ConfigDef definition(String className) {
        try {
            Class<?> type = Class.forName(className);
            if (Transformation.class.isAssignableFrom(type)) {
                try (Transformation<?> transform =
                        (Transformation<?>) type.getDeclaredConstructor().newInstance()) {
                    return transform.config();
                }
            }
            if (Predicate.class.isAssignableFrom(type)) {
                try (Predicate<?> predicate =
                        (Predicate<?>) type.getDeclaredConstructor().newInstance()) {
                    return predicate.config();
                }
            }
            return null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // What keeps it from being made is said when the connector starts; a definition isn't to be had.
            return null;
        }
    }

    /**
     * Looks for options that the class doesn't know, misses, or doesn't take.
     *
     * @param prefix what stands before the class's own names
     * @return objections by option, each a sentence without its subject
     */
    Map<String, String> objections(String prefix, Map<String, String> config) {
        Map<String, String> own = new HashMap<>();
        config.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        Map<String, String> objections = new LinkedHashMap<>();
        if (className.equals(EVENT_ROUTER) && own.containsKey(EVENT_TIMESTAMP)) {
            objections.put(
                    prefix + EVENT_TIMESTAMP,
                    "isn't carried by this service: its events hold times as ISO 8601 text, which EventRouter doesn't"
                            + " read as a timestamp; leave it out, and each record has the time at which its event"
                            + " was captured");
        }
        if (definition == null || (definition.names().isEmpty() && !isOfTheStack())) {
            return objections;
        }
        own.keySet().stream()
                .filter(name -> !knows(name))
                .forEach(name -> objections.putIfAbsent(
                        prefix + name, "isn't an option of " + className + ", or is misspelt; leave it out"));
        for (ConfigValue value : definition.validate(own)) {
            if (!value.errorMessages().isEmpty()) {
                objections.putIfAbsent(
                        prefix + value.name(),
                        own.containsKey(value.name())
                                ? "has a value that " + className + " doesn't take"
                                : "has to be set, since " + className + " needs it");
            }
        }
        return objections;
    }

    private boolean knows(String name) {
        return COMMON.contains(name)
                || definition.names().contains(name)
                || UNDEFINED.getOrDefault(className, Set.of()).contains(name)
                // Others may name options by a pattern, with a defined name before it.
                || (!isOfTheStack() && definition.names().stream().anyMatch(each -> name.startsWith(each + ".")));
    }

    private boolean isOfTheStack() {
        return className.startsWith("io.debezium.") || className.startsWith("org.apache.kafka.");
    }
}
