package org.opendatagov.cdc.connect;

import static java.util.Map.entry;

import io.debezium.connector.postgresql.PostgresConnector;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.opendatagov.cdc.capture.PostedHypertables;
import org.opendatagov.cdc.capture.PostedOptions;
import org.opendatagov.cdc.capture.connector.TopicGroups;

/**
 * Which options of a posted configuration this service carries: all of Debezium's, transforms and predicates, and of Kafka Connect's
 * own those that mean here what they mean there. Any other is refused by name, since an option that is ignored misleads.
 */
final class CarriedOptions {

    static final String CONNECTOR_CLASS = PostgresConnector.class.getName();

    private static final Set<String> CLASS_NAMES = Set.of(CONNECTOR_CLASS, "PostgresConnector", "Postgres");

    /** This service's own, and Kafka Connect's options that a value makes the same here as there, with these values. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            entry("tasks.max.enforce", List.of("true", "false")),
            entry(PostedOptions.SNAPSHOT_NEW_TABLES, List.of("true", "false")),
            entry("errors.tolerance", List.of("none")),
            entry("exactly.once.support", List.of("requested", "required")),
            entry("transaction.boundary", List.of("poll")),
            entry("config.action.reload", List.of("none", "restart")),
            entry("key.converter", names(JsonConverter.class)),
            entry("value.converter", names(JsonConverter.class)),
            entry("header.converter", names(SimpleHeaderConverter.class, JsonConverter.class, StringConverter.class)),
            entry("key.converter.schemas.enable", List.of("true", "false")),
            entry("value.converter.schemas.enable", List.of("true", "false")),
            entry("header.converter.schemas.enable", List.of("true", "false")));

    private static final Set<String> CARRIED =
            // The most that there may be; Debezium's connector has one task, however many are allowed.
            Set.of("name", "connector.class", "tasks.max", "transforms", "predicates");

    /** Debezium's, but what they do would leave this service's care, or the hosts that are allowed. */
    private static final List<String> REFUSED_PREFIXES =
            List.of("signal.kafka.", "signal.file", "notification.sink.", "openlineage.", "database.sslfactory");

    private final Set<String> debezium =
            new HashSet<>(new PostgresConnector().config().names());

    private final PluginOptions plugins = new PluginOptions();

    /** Kafka Connect takes a class by its name without the package, too. */
    private static List<String> names(Class<?>... classes) {
        return Stream.of(classes)
                .flatMap(each -> Stream.of(each.getName(), each.getSimpleName()))
                .toList();
    }

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
        objections.putAll(TopicGroups.objections(config));
        objections.putAll(NamedOptions.objections(config));
        PluginOptions.Found found = plugins.of(PostedHypertables.without(config));
        objections.putAll(found.objections());
        Set<String> others = new HashSet<>(found.options());
        others.addAll(PostedHypertables.options(config));
        config.forEach((name, value) -> {
            String objection = objection(name, value, others);
            if (objection != null) {
                objections.putIfAbsent(name, objection);
            }
        });
        return objections;
    }

    private String objection(String name, String value, Set<String> others) {
        if (VALUES.containsKey(name)) {
            return VALUES.get(name).contains(value) ? null : "can only be " + String.join(" or ", VALUES.get(name));
        }
        if (REFUSED_PREFIXES.stream().anyMatch(name::startsWith)) {
            return "isn't carried by this service; leave it out";
        }
        boolean carried = CARRIED.contains(name)
                || others.contains(name)
                || NamedOptions.isOne(name)
                || TopicGroups.isOption(name)
                || (debezium.contains(name) && !NamedOptions.isPattern(name));
        return carried ? null : "is an option that this service doesn't carry, or that is misspelt; leave it out";
    }
}
