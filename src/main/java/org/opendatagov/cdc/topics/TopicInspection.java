package org.opendatagov.cdc.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** Makes the state of topics of what Kafka says of them. */
class TopicInspection {

    private TopicInspection() {}

    static Map<String, TopicState> states(Admin admin, Collection<TopicDescription> topics, int timeoutSeconds)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<ConfigResource, Config> settings = admin.describeConfigs(
                        topics.stream().map(topic -> resource(topic.name())).toList())
                .all()
                .get(timeoutSeconds, TimeUnit.SECONDS);
        Map<String, TopicState> states = new HashMap<>();
        for (TopicDescription topic : topics) {
            states.put(topic.name(), state(topic, settings.get(resource(topic.name()))));
        }
        return states;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static TopicState state(TopicDescription topic, Config config) {
        int replicas = Integer.MAX_VALUE;
        int inSync = Integer.MAX_VALUE;
        for (TopicPartitionInfo partition : topic.partitions()) {
            replicas = Math.min(replicas, partition.replicas().size());
            inSync = Math.min(inSync, partition.isr().size());
        }
        Map<String, String> settings = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                settings.put(entry.name(), entry.value());
            }
        }
        return new TopicState(topic.name(), topic.partitions().size(), replicas, inSync, settings);
    }
}
