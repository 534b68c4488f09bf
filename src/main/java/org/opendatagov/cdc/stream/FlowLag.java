package org.opendatagov.cdc.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far a flow is behind, whichever processes are members of its consumer group: all of it stands in Kafka. It only asks, and is no
 * member. Its client is opened at the first use, and again after {@link #close}.
 */
public final class FlowLag implements AutoCloseable {

    private static final int ANSWER_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FETCH_BYTES = 64 * 1024;

    private final StreamSettings settings;
    private final CommitTime commitTime;
    private final Clock clock;
    private KafkaConsumer<byte[], byte[]> consumer;

    FlowLag(StreamSettings settings, CommitTime commitTime, Clock clock) {
        this.settings = settings;
        this.commitTime = commitTime;
        this.clock = clock;
    }

    /** The flow's consumer group. */
    public String group() {
        return settings.groupId();
    }

    /**
     * Asks for all partitions of the flow's topics at once, by few requests, however many partitions there are.
     *
     * @return ordered by topic and partition
     * @throws KafkaException when Kafka can't be asked, or doesn't answer in time
     */
    public synchronized List<PartitionLag> measure() {
        Instant end = clock.instant().plus(PATIENCE);
        open();
        Set<TopicPartition> partitions = settings.partitions(consumer);
        // Of partitions that aren't assigned, Kafka's client warns at each look.
        consumer.assign(partitions);
        // A transaction that is open doesn't hold up the flow: it has yet to be captured. And first the ends: what is
        // delivered
        // meanwhile then counts as delivered.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> committed = committed(partitions);
        Map<TopicPartition, Long> places = places(partitions, committed);
        Set<TopicPartition> behind = partitions.stream()
                .filter(partition -> places.get(partition) < ends.get(partition))
                .collect(Collectors.toSet());
        Map<TopicPartition, Instant> oldest = oldest(behind, places, ends, end);
        Instant now = clock.instant();
        List<PartitionLag> lags = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long last = ends.get(partition);
            Instant since = oldest.get(partition);
            lags.add(new PartitionLag(
                    partition,
                    last,
                    committed.get(partition),
                    since == null ? 0 : last - places.get(partition),
                    since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now)));
        }
        lags.sort(Comparator.comparing((PartitionLag lag) -> lag.partition().topic())
                .thenComparing(lag -> lag.partition().partition()));
        return lags;
    }

    private Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
                consumer.committed(partitions).entrySet()) {
            if (each.getValue() != null) {
                offsets.put(each.getKey(), each.getValue().offset());
            }
        }
        return offsets;
    }

    /** Where the flow goes on: at the offset that it has committed, or where it begins without one, but not before what Kafka still has. */
    private Map<TopicPartition, Long> places(Set<TopicPartition> partitions, Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> places = new HashMap<>(consumer.beginningOffsets(partitions));
        Set<TopicPartition> unknown = new HashSet<>(partitions);
        unknown.removeAll(committed.keySet());
        Map<TopicPartition, Long> known = new HashMap<>(committed);
        known.putAll(new FirstPositions(consumer, settings, clock).places(unknown));
        known.forEach((partition, offset) -> places.merge(partition, offset, Math::max));
        return places;
    }

    /** When the first change that has yet to be delivered was committed. A partition that holds nothing but Kafka's own marks is left out. */
    private Map<TopicPartition, Instant> oldest(
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> places,
            Map<TopicPartition, Long> ends,
            Instant end) {
        Map<TopicPartition, Instant> oldest = new HashMap<>();
        Set<TopicPartition> left = new HashSet<>(partitions);
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, places.get(partition)));
        while (!left.isEmpty()) {
            Duration rest = Duration.between(clock.instant(), end);
            if (rest.isNegative()) {
                throw new TimeoutException("it has not answered within " + PATIENCE.toSeconds() + " s");
            }
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(rest);
            for (ConsumerRecord<byte[], byte[]> first : polled) {
                oldest.put(new TopicPartition(first.topic(), first.partition()), commitTime.of(first));
            }
            consumer.pause(polled.partitions());
            left.removeIf(
                    partition -> oldest.containsKey(partition) || consumer.position(partition) >= ends.get(partition));
        }
        // What has been fetched ahead isn't needed.
        consumer.assign(Set.of());
        return oldest;
    }

    private void open() {
        if (consumer == null) {
            Map<String, Object> client = new HashMap<>(settings.kafka());
            client.remove(ConsumerConfig.CLIENT_ID_CONFIG);
            client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            // Of each partition one record is looked at.
            client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
            client.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
            client.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
            client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
            consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }
}
