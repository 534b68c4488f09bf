package org.opendatagov.cdc.topics;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is needed of Kafka.
 *
 * @param topics the topics
 * @param transactionalIds the ids that transactions are written under
 */
public record KafkaNeeds(List<TopicNeed> topics, List<String> transactionalIds) {

    /** Nothing. */
    public static final KafkaNeeds NONE = new KafkaNeeds(List.of(), List.of());

    public KafkaNeeds {
        topics = List.copyOf(topics);
        transactionalIds = List.copyOf(transactionalIds);
    }

    /** This and more. */
    public KafkaNeeds and(KafkaNeeds more) {
        return new KafkaNeeds(
                Stream.concat(topics.stream(), more.topics.stream()).toList(),
                Stream.concat(transactionalIds.stream(), more.transactionalIds.stream())
                        .toList());
    }
}
