package org.opendatagov.cdc.client;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads change events from CDC topics as a member of a consumer group: a loop over it gets one change after the other, those of a row
 * in the order of their commits, and waits for the next when there is none.
 *
 * <p>A change counts as done when the loop asks for the next one. What is done is committed before more is fetched, when partitions
 * go to another member, and on {@link #close}; so after a crash the last changes come again, and none is lost. Heartbeats, tombstones
 * (which follow deletes) and the records of transaction topics are passed over.
 *
 * <p>For one thread; only {@link #stop} may be called by any. The loop has to come back within {@code max.poll.interval.ms} (five
 * minutes) of Kafka's consumer for each {@code max.poll.records} (500) changes; otherwise the group goes on without it.
 */
public final class CdcConsumer implements Iterable<CdcRecord>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CdcConsumer.class);

    /** How long a stop may have to wait for an empty poll. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** What the service writes beside its CDC topics, and Kafka Connect and Debezium beside theirs. */
    private static final String OTHER_TOPICS = "(?!__|connect-|cdc\\.signals\\.|cdc\\.dead-letter\\.)";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BrokenRecords broken;
    private final boolean startsAtEnd;
    private final CdcEventDeserializer deserializer = new CdcEventDeserializer();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final Iterator<CdcRecord> changes = new Changes();
    private ConsumerRecords<byte[], byte[]> polled = ConsumerRecords.empty();
    private Iterator<ConsumerRecord<byte[], byte[]>> rest = polled.iterator();
    private CdcRecord given;
    private volatile boolean stopped;

    /**
     * A consumer that logs a broken record in one sentence and goes on.
     *
     * @param kafka as for the other constructor
     */
    public CdcConsumer(Map<String, Object> kafka) {
        this(
                kafka,
                (record, cause) -> LOG.warn(
                        "The record {}-{}@{} is passed over: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        cause));
    }

    /**
     * A consumer that hands broken records over and goes on.
     *
     * @param kafka properties of Kafka's consumer: {@code bootstrap.servers}, {@code group.id}, and for a secured Kafka those of
     *     TLS and SASL. {@code auto.offset.reset} says where a group begins that is new, {@code earliest} by default. Deserializers
     *     and {@code enable.auto.commit} are this class' own
     * @param broken takes the records that are no change events
     * @throws IllegalArgumentException when there is no {@code group.id}
     * @throws KafkaException when Kafka's consumer refuses the properties
     */
    public CdcConsumer(Map<String, Object> kafka, BrokenRecords broken) {
        Map<String, Object> properties = properties(kafka);
        this.broken = broken;
        this.startsAtEnd = "latest".equals(properties.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> properties(Map<String, Object> kafka) {
        Object group = kafka.get(ConsumerConfig.GROUP_ID_CONFIG);
        if (group == null || group.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "no consumer group is named; set group.id, by which Kafka knows how far this program has read");
        }
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // What the capture had to take back is never read.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.putAll(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        properties.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        return properties;
    }

    /** Reads these topics. */
    public void subscribe(Collection<String> topics) {
        consumer.subscribe(topics, new Assignments());
    }

    /**
     * Reads the topics whose whole names match, those made later included. What isn't a topic of change events is left out:
     * heartbeats, signals, dead letters, and Kafka's and Kafka Connect's own.
     */
    public void subscribe(Pattern topics) {
        consumer.subscribe(
                Pattern.compile(OTHER_TOPICS + "(?:" + topics.pattern() + ")", topics.flags()), new Assignments());
    }

    /**
     * The changes, from where the last loop ended. Its end comes only by {@link #stop}; what goes wrong with Kafka and doesn't pass by
     * itself ends the loop with a {@link KafkaException}.
     */
    @Override
    public Iterator<CdcRecord> iterator() {
        return changes;
    }

    /** Counts the change that was given last as done, and stores what is done now. */
    public void commit() {
        finishGiven();
        storeDone();
    }

    /** Ends the loop after the change that it is at. May be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /** Stores what is done and leaves the group. The change that was given last is done only if the loop has asked for another. */
    @Override
    public void close() {
        try {
            storeDone();
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private final class Changes implements Iterator<CdcRecord> {

        private CdcRecord next;

        @Override
        public boolean hasNext() {
            finishGiven();
            while (next == null && !stopped) {
                if (!rest.hasNext()) {
                    poll();
                } else {
                    next = read(rest.next());
                }
            }
            return next != null && !stopped;
        }

        @Override
        public CdcRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the consumer has been stopped");
            }
            given = next;
            next = null;
            return given;
        }
    }

    private void poll() {
        done.putAll(polled.nextOffsets());
        storeDone();
        polled = consumer.poll(POLL);
        rest = polled.iterator();
    }

    /** The change that a record tells of, or null when it tells of none. */
    private CdcRecord read(ConsumerRecord<byte[], byte[]> record) {
        try {
            CdcEvent event = deserializer.deserialize(record.topic(), record.headers(), record.value());
            if (event != null) {
                return new CdcRecord(RowKey.parse(record.key()), event, record);
            }
        } catch (SerializationException e) {
            broken.take(record, e.getMessage());
        }
        finish(record);
        return null;
    }

    private void finishGiven() {
        if (given != null) {
            finish(given.source());
            given = null;
        }
    }

    private void finish(ConsumerRecord<byte[], byte[]> record) {
        done.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
    }

    private void storeDone() {
        if (done.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(done);
            done.clear();
        } catch (CommitFailedException e) {
            LOG.warn("The group has gone on without this consumer, so the last changes come again: {}", e.getMessage());
            done.clear();
        } catch (RetriableException | RebalanceInProgressException e) {
            LOG.debug("A commit goes with the next one", e);
        }
    }

    /** Stores what is done of partitions before they go. */
    private final class Assignments implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (startsAtEnd) {
                // The end is another one the next time.
                partitions.forEach(
                        partition -> done.put(partition, new OffsetAndMetadata(consumer.position(partition))));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            storeDone();
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            done.keySet().removeAll(partitions);
        }
    }
}
