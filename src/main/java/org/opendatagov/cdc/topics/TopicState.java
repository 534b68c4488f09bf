package org.opendatagov.cdc.topics;

import java.util.Map;

/**
 * A topic as it is.
 *
 * @param name the topic's name
 * @param partitions the number of partitions
 * @param replicas the replicas of the partition that has the fewest
 * @param inSync the replicas in step with their leader, of the partition that has the fewest
 * @param settings the topic's settings by Kafka's names, defaults included
 */
public record TopicState(String name, int partitions, int replicas, int inSync, Map<String, String> settings) {

    public TopicState {
        settings = Map.copyOf(settings);
    }

    /** A setting that is a number. */
    public long number(String setting) {
        return Long.parseLong(settings.get(setting));
    }
}
