package org.opendatagov.cdc.capture.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.opendatagov.cdc.topics.TopicSpec;

/**
 * How a connector's topics are made, by Kafka Connect's options {@code topic.creation.*}: of the groups that {@code
 * topic.creation.groups} lists the first that contains a topic counts, and for all others the group {@code default}. A group without a number
 * of partitions or replicas has the default's; what that leaves open has this service's defaults, where Kafka Connect asks for both.
 */
public final class TopicGroups {

    /** No options: every topic has the service's defaults. */
    public static final TopicGroups NONE = new TopicGroups(List.of());

    private static final String PREFIX = "topic.creation.";
    private static final String GROUPS = PREFIX + "groups";
    private static final String DEFAULT = "default";
    private static final String INCLUDE = "include";
    private static final String EXCLUDE = "exclude";
    private static final String PARTITIONS = "partitions";
    private static final String REPLICATION_FACTOR = "replication.factor";
    private static final Set<String> OWN = Set.of(INCLUDE, EXCLUDE, PARTITIONS, REPLICATION_FACTOR);
    private static final String SKIPPED = "skipped.operations";

    private final List<TopicGroup> groups;

    private TopicGroups(List<TopicGroup> groups) {
        this.groups = groups;
    }

    /** Whether an option is one of these. */
    public static boolean isOption(String name) {
        return name.startsWith(PREFIX);
    }

    /** Reads a configuration to which there are no objections. */
    public static TopicGroups of(Map<String, String> config) {
        List<TopicGroup> groups = new ArrayList<>();
        Map<String, String> byDefault = options(DEFAULT, config);
        for (String name : names(config)) {
            groups.add(group(options(name, config), byDefault, patterns(config.get(PREFIX + name + "." + INCLUDE))));
        }
        groups.add(group(byDefault, byDefault, List.of(Pattern.compile(".*"))));
        return new TopicGroups(List.copyOf(groups));
    }

    private static TopicGroup group(Map<String, String> options, Map<String, String> byDefault, List<Pattern> include) {
        String partitions = options.getOrDefault(PARTITIONS, byDefault.get(PARTITIONS));
        String replicas = options.getOrDefault(REPLICATION_FACTOR, byDefault.get(REPLICATION_FACTOR));
        Map<String, String> settings = new TreeMap<>(options);
        settings.keySet().removeAll(OWN);
        return new TopicGroup(
                include,
                patterns(options.get(EXCLUDE)),
                partitions == null ? null : Integer.valueOf(partitions.strip()),
                replicas == null ? null : Short.valueOf(replicas.strip()),
                settings);
    }

    /**
     * Looks for what can't be meant.
     *
     * @return objections by option, each a sentence without its subject
     */
    public static Map<String, String> objections(Map<String, String> config) {
        Map<String, String> objections = new LinkedHashMap<>();
        List<String> names = names(config);
        for (String name : names) {
            if (patternsOf(config, name, INCLUDE).isEmpty()) {
                objections.put(
                        PREFIX + name + "." + INCLUDE,
                        "has to be a list of regular expressions for names of topics, since " + GROUPS + " lists "
                                + name);
            }
        }
        config.forEach((option, value) -> {
            String objection = isOption(option) && !option.equals(GROUPS) ? objection(option, value, names) : null;
            if (objection != null) {
                objections.putIfAbsent(option, objection);
            }
        });
        if (compacts(config)
                && config.containsKey(SKIPPED)
                && !list(config.get(SKIPPED)).contains("t")) {
            objections.put(
                    SKIPPED,
                    "has to contain t, since " + PREFIX + "… makes compacted topics, which take no event without a key,"
                            + " as that of a TRUNCATE is");
        }
        return objections;
    }

    private static String objection(String option, String value, List<String> names) {
        String group = Stream.concat(names.stream(), Stream.of(DEFAULT))
                .filter(name -> option.startsWith(PREFIX + name + "."))
                .findFirst()
                .orElse(null);
        if (group == null) {
            return "belongs to no group that " + GROUPS + " lists";
        }
        String own = option.substring((PREFIX + group + ".").length());
        return switch (own) {
            case PARTITIONS -> isCount(value, 99_999) ? null : "has to be a number of partitions such as 3, or -1";
            case REPLICATION_FACTOR ->
                isCount(value, Short.MAX_VALUE) ? null : "has to be a number of replicas such as 3, or -1";
            case INCLUDE, EXCLUDE ->
                group.equals(DEFAULT)
                        ? "has no effect: the group default has all topics that no other has; leave it out"
                        : objectionToPatterns(value);
            case TopicConfig.RETENTION_MS_CONFIG, TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
                value != null && value.strip().matches("-1|\\d{1,18}") ? null : "has to be a number";
            // Kafka itself knows which settings a topic has; the preflight asks it.
            default -> value == null || value.isBlank() ? "has to be set to a value, or left out" : null;
        };
    }

    private static boolean isCount(String value, int most) {
        if (value == null || !value.strip().matches("-1|[1-9]\\d{0,4}")) {
            return false;
        }
        return Integer.parseInt(value.strip()) <= most;
    }

    private static String objectionToPatterns(String value) {
        try {
            patterns(value);
            return null;
        } catch (PatternSyntaxException e) {
            return "has a regular expression that isn't one";
        }
    }

    private static List<String> patternsOf(Map<String, String> config, String group, String option) {
        return list(config.get(PREFIX + group + "." + option));
    }

    /** Whether a topic is compacted that these options make. */
    public static boolean compacts(Map<String, String> config) {
        return config.entrySet().stream()
                .anyMatch(option -> isOption(option.getKey())
                        && option.getKey().endsWith("." + TopicConfig.CLEANUP_POLICY_CONFIG)
                        && String.valueOf(option.getValue()).contains(TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** A topic as it is to be made, of what the service would make. */
    TopicSpec of(TopicSpec topic) {
        return groups.stream()
                .filter(group -> group.contains(topic.name()))
                .findFirst()
                .map(group -> group.of(topic))
                .orElse(topic);
    }

    /** The group {@code default} is there anyway, and Kafka Connect passes it over in the list. */
    private static List<String> names(Map<String, String> config) {
        return list(config.get(GROUPS)).stream()
                .filter(name -> !name.equals(DEFAULT))
                .distinct()
                .toList();
    }

    private static Map<String, String> options(String group, Map<String, String> config) {
        String prefix = PREFIX + group + ".";
        Map<String, String> options = new TreeMap<>();
        config.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                options.put(name.substring(prefix.length()), value);
            }
        });
        return options;
    }

    private static List<Pattern> patterns(String value) {
        return list(value).stream().map(Pattern::compile).toList();
    }

    private static List<String> list(String value) {
        return value == null
                ? List.of()
                : Stream.of(value.split(",", -1))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList();
    }
}
