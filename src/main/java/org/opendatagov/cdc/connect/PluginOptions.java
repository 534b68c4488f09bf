package org.opendatagov.cdc.connect;

import io.debezium.processors.spi.PostProcessor;
import io.debezium.spi.converter.CustomConverter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * The transforms, predicates, converters and post processors of a posted configuration: whether the service has their classes, and
 * which options are theirs.
 */
final class PluginOptions {

    private final ReservedNames reserved = new ReservedNames();

    /**
     * What was found.
     *
     * @param options the options that are theirs, whether right or not
     * @param objections by option, each a sentence without its subject
     */
    record Found(Set<String> options, Map<String, String> objections) {}

    Found of(Map<String, String> config) {
        Found found = new Found(new HashSet<>(), new LinkedHashMap<>());
        look(config, "transforms", List.of("transforms."), Transformation.class, found);
        look(config, "predicates", List.of("predicates."), Predicate.class, found);
        look(config, "converters", List.of(""), CustomConverter.class, found);
        // Debezium reads them under either name, and prefers the first.
        look(config, "post.processors", List.of("post.processors.", ""), PostProcessor.class, found);
        return found;
    }

    private void look(Map<String, String> config, String option, List<String> prefixes, Class<?> type, Found found) {
        for (String entry : config.getOrDefault(option, "").split(",", -1)) {
            String alias = entry.strip();
            if (prefixes.contains("") && reserved.contains(alias)) {
                found.objections()
                        .put(
                                option,
                                "names " + alias
                                        + ", with which options begin that aren't the connector's; choose another name");
            } else if (!alias.isEmpty()) {
                lookAt(alias, config, prefixes, type, found);
            }
        }
    }

    private static void lookAt(
            String alias, Map<String, String> config, List<String> prefixes, Class<?> type, Found found) {
        String prefix = prefixes.stream()
                .map(each -> each + alias + ".")
                .filter(each -> config.containsKey(each + "type"))
                .findFirst()
                .orElse(prefixes.get(prefixes.size() - 1) + alias + ".");
        config.keySet().stream().filter(name -> name.startsWith(prefix)).forEach(found.options()::add);
        String name = prefix + "type";
        String objection = objectionTo(config.get(name), type);
        if (objection != null) {
            found.objections().put(name, objection);
        } else {
            TransformOptions.of(config.get(name)).objections(prefix, config).forEach(found.objections()::putIfAbsent);
        }
    }

    private static String objectionTo(String className, Class<?> type) {
        if (className == null) {
            return "has to name a class";
        }
        try {
            Class<?> found = Class.forName(className, false, PluginOptions.class.getClassLoader());
            return type.isAssignableFrom(found) ? null : "is no " + type.getSimpleName();
        } catch (ClassNotFoundException | LinkageError e) {
            return "names a class that this service doesn't have";
        }
    }
}
