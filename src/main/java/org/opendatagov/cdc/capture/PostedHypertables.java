package org.opendatagov.cdc.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Debezium's transform for TimescaleDB in a posted configuration. The service's own takes its place, the option {@code hypertables} of a
 * route, which gives tombstones the hypertable's name too and leaves out what compression does to rows. So it stands where that one
 * would: ahead of the other transforms, on the connector's own database, and with its topics.
 */
public final class PostedHypertables {

    private static final String TYPE = "io.debezium.connector.postgresql.transforms.timescaledb.TimescaleDb";
    private static final String TRANSFORMS = "transforms";
    private static final String TARGET_PREFIX = "target.topic.prefix";

    /** What Debezium's transform takes for it when it isn't set. */
    private static final String DEFAULT_TARGET_PREFIX = "timescaledb";

    private static final Set<String> KNOWN = Set.of("type", "schema.list", TARGET_PREFIX);

    private PostedHypertables() {}

    /** Whether a configuration has the transform. */
    public static boolean isIn(Map<String, String> config) {
        return aliases(config).stream().anyMatch(alias -> TYPE.equals(config.get(prefix(alias) + "type")));
    }

    /**
     * Looks for what the service's own transform doesn't do.
     *
     * @return objections by option, each a sentence without its subject
     */
    public static Map<String, String> objections(Map<String, String> config) {
        Map<String, String> objections = new LinkedHashMap<>();
        List<String> aliases = aliases(config);
        for (String alias : aliases) {
            if (TYPE.equals(config.get(prefix(alias) + "type"))) {
                if (!alias.equals(aliases.get(0))) {
                    objections.put(TRANSFORMS, "has to name " + alias + " first: other transforms get its topics");
                }
                objections.putAll(objections(prefix(alias), config));
            }
        }
        return objections;
    }

    private static Map<String, String> objections(String prefix, Map<String, String> config) {
        Map<String, String> objections = new LinkedHashMap<>();
        String topics = config.getOrDefault(prefix + TARGET_PREFIX, DEFAULT_TARGET_PREFIX);
        if (!topics.equals(config.get("topic.prefix"))) {
            objections.put(
                    prefix + TARGET_PREFIX,
                    "has to be as topic.prefix, after which topics are named; it is " + topics + " unless it is set");
        }
        config.forEach((name, value) -> {
            if (!name.startsWith(prefix) || KNOWN.contains(name.substring(prefix.length()))) {
                return;
            }
            String own = name.substring(prefix.length());
            if (!own.startsWith("database.")) {
                objections.put(name, "isn't carried by this service; leave it out");
            } else if (!Objects.equals(value, config.get(own))) {
                objections.put(name, "has to be as " + own + ", or be left out");
            }
        });
        return objections;
    }

    /** The options that are the transform's. */
    public static Set<String> options(Map<String, String> config) {
        List<String> prefixes = aliases(config).stream()
                .map(PostedHypertables::prefix)
                .filter(prefix -> TYPE.equals(config.get(prefix + "type")))
                .toList();
        return config.keySet().stream()
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .collect(Collectors.toSet());
    }

    /** The configuration without the transform. */
    public static Map<String, String> without(Map<String, String> config) {
        Map<String, String> others = new LinkedHashMap<>(config);
        List<String> kept = aliases(config).stream()
                .filter(alias -> !TYPE.equals(config.get(prefix(alias) + "type")))
                .toList();
        others.put(TRANSFORMS, String.join(",", kept));
        Set<String> gone = aliases(config).stream()
                .filter(alias -> !kept.contains(alias))
                .map(PostedHypertables::prefix)
                .collect(Collectors.toSet());
        others.keySet().removeIf(name -> gone.stream().anyMatch(name::startsWith));
        return others;
    }

    private static List<String> aliases(Map<String, String> config) {
        return Stream.of(config.getOrDefault(TRANSFORMS, "").split(",", -1))
                .map(String::strip)
                .filter(alias -> !alias.isEmpty())
                .toList();
    }

    private static String prefix(String alias) {
        return TRANSFORMS + "." + alias + ".";
    }
}
