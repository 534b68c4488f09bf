package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What an endpoint's parameters come to, checked.
 *
 * @param topics which topics to read, those made later included
 * @param filter which events to hand on
 * @param anyTable whether a topic may hold events of tables that it isn't named after
 * @param oneByOne whether records are handed on one at a time, each when the one before is known to be done
 * @param kafka the properties of the Kafka consumer, secrets among them: never to be logged
 * @param backoffInitial the longest wait before the second try
 * @param backoffMax the longest wait between two tries
 */
record StreamSettings(
        Pattern topics,
        EventFilter filter,
        boolean anyTable,
        boolean oneByOne,
        Map<String, Object> kafka,
        Duration backoffInitial,
        Duration backoffMax) {

    StreamSettings {
        kafka = Map.copyOf(kafka);
    }

    String groupId() {
        return (String) kafka.get("group.id");
    }

    /** The partitions that its topics have now. */
    Set<TopicPartition> partitions(Consumer<?, ?> consumer) {
        return consumer.listTopics().entrySet().stream()
                .filter(topic -> topics.matcher(topic.getKey()).matches())
                .flatMap(topic -> topic.getValue().stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
    }

    String brokers() {
        return String.valueOf(kafka.get("bootstrap.servers"));
    }

    @Override
    public String toString() {
        return "StreamSettings[" + topics + " as " + groupId() + "]";
    }
}
