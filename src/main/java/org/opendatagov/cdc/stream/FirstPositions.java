package org.opendatagov.cdc.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group begins that has no offset of a partition yet, when {@code auto.offset.reset} is {@code latest} or {@code
 * by_duration}. Left to Kafka's consumer, the place of {@code latest} is another one after each restart, until a first record
 * has come; and of {@code by_duration} it finds none in a partition without a record of that age and looks again only after
 * {@code request.timeout.ms}: the first record of an empty partition would wait for up to 30 seconds.
 */
final class FirstPositions {

    private static final String LATEST = "latest";
    private static final String BY_DURATION = "by_duration:";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Consumer<?, ?> consumer;
    private final Clock clock;
    /** How far back to begin, or null when Kafka's consumer finds the place itself. */
    private final Duration age;

    FirstPositions(Consumer<?, ?> consumer, StreamSettings settings, Clock clock) {
        this.consumer = consumer;
        this.clock = clock;
        String reset = String.valueOf(settings.kafka().get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
        if (reset.equals(LATEST)) {
            this.age = Duration.ZERO;
        } else {
            this.age = reset.startsWith(BY_DURATION) ? Duration.parse(reset.substring(BY_DURATION.length())) : null;
        }
    }

    /**
     * Places those of the partitions that the group has no offset of.
     *
     * @return where they begin; once it is committed, a record that is too old when it is read at last is still read
     */
    Map<TopicPartition, OffsetAndMetadata> seek(Collection<TopicPartition> assigned) {
        if (age == null || assigned.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(assigned), TIMEOUT);
        Set<TopicPartition> unknown = assigned.stream()
                .filter(partition -> committed.get(partition) == null)
                .collect(Collectors.toSet());
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        places(unknown).forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            first.put(partition, new OffsetAndMetadata(offset));
        });
        return first;
    }

    /** Where these partitions begin, of which the group has no offset; empty where that is the first record that Kafka has. */
    Map<TopicPartition, Long> places(Set<TopicPartition> partitions) {
        if (age == null || partitions.isEmpty()) {
            return Map.of();
        }
        // First the ends: a record that comes between the two questions lies behind them.
        Map<TopicPartition, Long> places = new HashMap<>(consumer.endOffsets(partitions, TIMEOUT));
        long begin = clock.instant().minus(age).toEpochMilli();
        Map<TopicPartition, Long> times = partitions.stream().collect(Collectors.toMap(each -> each, each -> begin));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, TIMEOUT);
        found.forEach((partition, place) -> {
            if (place != null) {
                places.put(partition, place.offset());
            }
        });
        return places;
    }
}
