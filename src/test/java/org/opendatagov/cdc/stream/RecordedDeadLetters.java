package org.opendatagov.cdc.stream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.opendatagov.cdc.event.DeadLetters;

/** Dead letters that stay in memory, and that can be away. */
final class RecordedDeadLetters implements DeadLetters {

    private final List<String> causes = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    @Override
    public void put(String flow, ConsumerRecord<byte[], byte[]> record, String cause) {
        if (away) {
            throw new TimeoutException("Kafka does not take the dead letter");
        }
        causes.add(flow + " " + record.topic() + "/" + record.offset() + ": " + cause);
    }

    void away(boolean value) {
        away = value;
    }

    /** What was put so far: flow, topic, offset and cause. */
    List<String> causes() {
        return List.copyOf(causes);
    }
}
