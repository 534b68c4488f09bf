package org.opendatagov.cdc.topics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What Kafka has of what is needed.
 *
 * @param existing the names of the topics that exist
 * @param states those whose settings may be looked at, by name
 * @param unmakeable the topics that don't exist and that the service may not make
 * @param denied what the service may not do with topics that it needs, by their names, as far as Kafka says it
 * @param deniedIds the transactional ids that it may not use
 */
public record KafkaReport(
        Set<String> existing,
        Map<String, TopicState> states,
        List<String> unmakeable,
        Map<String, Set<AclOperation>> denied,
        List<String> deniedIds) {

    public KafkaReport {
        existing = Set.copyOf(existing);
        states = Map.copyOf(states);
        unmakeable = List.copyOf(unmakeable);
        denied = new TreeMap<>(denied);
        deniedIds = List.copyOf(deniedIds);
    }
}
