package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * How far a flow has delivered what stands in its topics, whichever processes are members of its consumer group: a group's
 * offset is committed once the sink has taken every event before it, or the event has become a dead letter. It only asks, and is no member.
 * Its client is opened at the first use, and again after {@link #close}. For one thread.
 */
public final class FlowOffsets implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final StreamSettings settings;
    private KafkaConsumer<byte[], byte[]> consumer;

    FlowOffsets(StreamSettings settings) {
        this.settings = settings;
    }

    /**
     * The ends of those partitions that hold something now which the flow has yet to deliver.
     *
     * @throws KafkaException when Kafka doesn't answer
     */
    public Map<TopicPartition, Long> outstanding() {
        open();
        Set<TopicPartition> partitions = settings.partitions(consumer);
        // Nothing is read; of partitions that aren't assigned, Kafka's client warns at each look.
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        ends.values().removeIf(end -> end == 0);
        removeReached(ends, delivered(ends.keySet()));
        // What has expired won't be delivered any more.
        removeReached(ends, consumer.beginningOffsets(ends.keySet()));
        return ends;
    }

    private static void removeReached(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> places) {
        ends.entrySet().removeIf(end -> places.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /**
     * Up to where the flow has delivered these partitions. Those of which it has delivered nothing are left out.
     *
     * @throws KafkaException when Kafka doesn't answer
     */
    public Map<TopicPartition, Long> delivered(Set<TopicPartition> partitions) {
        open();
        return consumer.committed(partitions).entrySet().stream()
                .filter(committed -> committed.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, committed -> committed.getValue().offset()));
    }

    /**
     * Whether the flow hands a record on to its route.
     *
     * @throws RuntimeException when its condition can't be told of it
     */
    boolean handsOn(CdcRecord record) {
        return settings.topics().matcher(record.source().topic()).matches()
                && settings.filter().passes(record.event());
    }

    private void open() {
        if (consumer == null) {
            Map<String, Object> client = new HashMap<>(settings.kafka());
            client.put(ConsumerConfig.CLIENT_ID_CONFIG, "offsets-of-" + settings.groupId());
            // A transaction is over in one partition earlier than in another: whoever has seen a batch's offset may not
            // see all of its events yet. What counts is where they stand.
            client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
            client.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
            client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
            consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }
}
