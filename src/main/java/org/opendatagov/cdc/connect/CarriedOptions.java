package org.opendatagov.cdc.connect;

import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.processors.spi.PostProcessor;
import io.debezium.spi.converter.CustomConverter;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.opendatagov.cdc.capture.PostedHypertables;

/**
 * Which options of a posted configuration this service carries: all of Debezium's, transforms and predicates, and of Kafka Connect's
 * own those that mean here what they mean there. Any other is refused by name, since an option that is ignored misleads.
 */
final class CarriedOptions {

    static final String CONNECTOR_CLASS = PostgresConnector.class.getName();

    private static final Set<String> CLASS_NAMES = Set.of(CONNECTOR_CLASS, "PostgresConnector", "Postgres");

    /** Kafka Connect's options that a value makes the same here as there, with these values. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "tasks.max.enforce", List.of("true", "false"),
            "errors.tolerance", List.of("none"),
            "exactly.once.support", List.of("requested", "required"),
            "transaction.boundary", List.of("poll"),
            "config.action.reload", List.of("none", "restart"),
            "key.converter", List.of(JsonConverter.class.getName(), "JsonConverter"),
            "value.converter", List.of(JsonConverter.class.getName(), "JsonConverter"),
            "key.converter.schemas.enable", List.of("true", "false"),
            "value.converter.schemas.enable", List.of("true", "false"));

    private static final String PARTITIONS = "topic.creation.default.partitions";

    private static final Set<String> CARRIED =
            // The most that there may be; Debezium's connector has one task, however many are allowed.
            Set.of("name", "connector.class", "tasks.max", "transforms", "predicates", PARTITIONS);

    /** Debezium's, but what they do would leave this service's care, or the hosts that are allowed. */
    private static final List<String> REFUSED_PREFIXES =
            List.of("signal.kafka.", "signal.file", "notification.sink.", "openlineage.", "database.sslfactory");

    private final Set<String> debezium =
            new HashSet<>(new PostgresConnector().config().names());

    static boolean isCarriedClass(String name) {
        return CLASS_NAMES.contains(name);
    }

    /**
     * Looks for what isn't carried.
     *
     * @return objections by option, each a sentence without its subject
     */
    Map<String, String> objections(Map<String, String> config) {
        Map<String, String> objections = new LinkedHashMap<>(PostedHypertables.objections(config));
        Collection<String> ownPrefixes = plugins(config, objections);
        config.forEach((name, value) -> {
            String objection = objection(name, value, ownPrefixes);
            if (objection != null) {
                objections.putIfAbsent(name, objection);
            }
        });
        return objections;
    }

    private String objection(String name, String value, Collection<String> ownPrefixes) {
        if (VALUES.containsKey(name)) {
            return VALUES.get(name).contains(value) ? null : "can only be " + String.join(" or ", VALUES.get(name));
        }
        if (name.equals(PARTITIONS) && !value.matches("[1-9]\\d{0,4}")) {
            return "has to be a number of partitions such as 3";
        }
        if (REFUSED_PREFIXES.stream().anyMatch(name::startsWith)) {
            return "isn't carried by this service; leave it out";
        }
        boolean carried = CARRIED.contains(name)
                || debezium.contains(name)
                || ownPrefixes.stream().anyMatch(name::startsWith);
        return carried ? null : "is an option that this service doesn't carry, or that is misspelt; leave it out";
    }

    /** The prefixes of what transforms, predicates, converters and post processors are told. */
    private static Collection<String> plugins(Map<String, String> config, Map<String, String> objections) {
        Set<String> prefixes = new HashSet<>();
        plugins(config, "transforms", "transforms.", Transformation.class, prefixes, objections);
        plugins(config, "predicates", "predicates.", Predicate.class, prefixes, objections);
        plugins(config, "converters", "", CustomConverter.class, prefixes, objections);
        plugins(config, "post.processors", "", PostProcessor.class, prefixes, objections);
        return prefixes;
    }

    private static void plugins(
            Map<String, String> config,
            String option,
            String prefix,
            Class<?> type,
            Set<String> prefixes,
            Map<String, String> objections) {
        for (String alias : config.getOrDefault(option, "").split(",", -1)) {
            if (!alias.isBlank()) {
                prefixes.add(prefix + alias.strip() + ".");
                String name = prefix + alias.strip() + ".type";
                String objection = objectionToPlugin(config.get(name), type);
                if (objection != null) {
                    objections.put(name, objection);
                }
            }
        }
    }

    private static String objectionToPlugin(String className, Class<?> type) {
        if (className == null) {
            return "has to name a class";
        }
        try {
            Class<?> found = Class.forName(className, false, CarriedOptions.class.getClassLoader());
            return type.isAssignableFrom(found) ? null : "is no " + type.getSimpleName();
        } catch (ClassNotFoundException | LinkageError e) {
            return "names a class that this service doesn't have";
        }
    }
}
