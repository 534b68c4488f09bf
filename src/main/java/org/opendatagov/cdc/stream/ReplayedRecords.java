package org.opendatagov.cdc.stream;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of dead letters that are being replayed. When a flow gives one up again, that is noted here, and the letter stays as
 * it is: it doesn't become another one.
 */
@Singleton
class ReplayedRecords {

    private static final String DELIVERED = "";

    private record Origin(String flow, String topic, int partition, long offset) {
        static Origin of(String flow, ConsumerRecord<?, ?> record) {
            return new Origin(flow, record.topic(), record.partition(), record.offset());
        }
    }

    private final Map<Origin, String> outcomes = new ConcurrentHashMap<>();

    void begin(String flow, ConsumerRecord<?, ?> record) {
        outcomes.put(Origin.of(flow, record), DELIVERED);
    }

    /** Notes that the flow gives the record up, and tells whether it is one that is being replayed. */
    boolean giveUp(String flow, ConsumerRecord<?, ?> record, String cause) {
        return outcomes.replace(Origin.of(flow, record), cause) != null;
    }

    /** Ends a replay, and tells why the flow gave the record up again, if it did. */
    Optional<String> end(String flow, ConsumerRecord<?, ?> record) {
        return Optional.ofNullable(outcomes.remove(Origin.of(flow, record))).filter(cause -> !cause.equals(DELIVERED));
    }
}
