package org.opendatagov.cdc.topics;

import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic as it should be.
 *
 * @param name the topic's name
 * @param partitions the number of partitions, at least 1, or -1 for the broker's default
 * @param replicationFactor the number of replicas, or -1 for the broker's default
 * @param settings topic settings by Kafka's names, {@code retention.ms} say
 */
public record TopicSpec(String name, int partitions, short replicationFactor, Map<String, String> settings) {

    public TopicSpec {
        settings = Map.copyOf(settings);
        if (partitions < 1 && partitions != -1) {
            throw new IllegalArgumentException("topic " + name + " needs at least 1 partition, not " + partitions);
        }
    }

    NewTopic toBeMade() {
        return new NewTopic(name, partitions, replicationFactor).configs(settings);
    }

    /** Whether a topic with so many partitions is as asked. */
    public boolean takes(int existing) {
        return partitions == -1 || partitions == existing;
    }
}
