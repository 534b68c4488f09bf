package org.opendatagov.cdc.topics;

import java.util.Map;

/**
 * A topic as it should be.
 *
 * @param name the topic's name
 * @param partitions the number of partitions, at least 1
 * @param replicationFactor the number of replicas, or -1 for the broker's default
 * @param settings topic settings by Kafka's names, {@code retention.ms} say
 */
public record TopicSpec(String name, int partitions, short replicationFactor, Map<String, String> settings) {

    public TopicSpec {
        settings = Map.copyOf(settings);
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + " needs at least 1 partition, not " + partitions);
        }
    }
}
