package org.opendatagov.cdc.capture.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.opendatagov.cdc.topics.TopicSpec;

/**
 * How topics of some names are made, as Kafka Connect's {@code topic.creation.<group>.*} says it.
 *
 * @param include regular expressions, one of which a topic's whole name has to match
 * @param exclude regular expressions, none of which it may match
 * @param partitions the number of partitions, -1 for the broker's default, or null for the service's
 * @param replicationFactor the number of replicas, -1 for the broker's default, or null for the service's
 * @param settings topic settings by Kafka's names, which take the place of the service's
 */
record TopicGroup(
        List<Pattern> include,
        List<Pattern> exclude,
        Integer partitions,
        Short replicationFactor,
        Map<String, String> settings) {

    boolean contains(String topic) {
        return matches(include, topic) && !matches(exclude, topic);
    }

    private static boolean matches(List<Pattern> patterns, String topic) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(topic).matches());
    }

    /** A topic as the group has it. */
    TopicSpec of(TopicSpec topic) {
        Map<String, String> all = new HashMap<>(topic.settings());
        all.putAll(settings);
        return new TopicSpec(
                topic.name(),
                partitions == null ? topic.partitions() : partitions,
                replicationFactor == null ? topic.replicationFactor() : replicationFactor,
                all);
    }
}
