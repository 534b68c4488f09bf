package org.opendatagov.cdc.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the dead-letter topics: which letters are open. A letter that has been replayed or discarded is closed by a record behind it,
 * with the header {@link #CLOSES}. Each look reads only what has come since the last one. Safe for threads, one at a time.
 */
final class OpenLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenLetters.class);

    /** Header of a record that closes a letter: the letter's offset as text. */
    static final String CLOSES = "cdc.dead-letter.closes";

    /** How long a read may bring nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What has been read of a topic. */
    private static final class Read {
        private final NavigableSet<Long> open = new TreeSet<>();
        private long position;

        void take(ConsumerRecord<byte[], byte[]> record) {
            position = record.offset() + 1;
            Header closes = record.headers().lastHeader(CLOSES);
            if (closes == null) {
                open.add(record.offset());
                return;
            }
            byte[] letter = closes.value() == null ? new byte[0] : closes.value();
            try {
                open.remove(Long.parseLong(new String(letter, StandardCharsets.US_ASCII)));
            } catch (NumberFormatException e) {
                // Somebody else's record: no letter, and it closes none.
                LOG.debug("A record at {} of a dead-letter topic closes no letter", record.offset(), e);
            }
        }
    }

    private final Map<String, Object> kafka;
    private final String prefix;
    private final Map<String, Read> topics = new HashMap<>();
    private KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Makes it; nothing connects yet.
     *
     * @param prefix what all dead-letter topics begin with, up to the last dot
     */
    OpenLetters(Map<String, Object> kafka, String prefix) {
        this.kafka = kafka;
        this.prefix = prefix + ".";
    }

    /** How many letters are open, by what follows the prefix in a topic's name. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        for (String topic : existing()) {
            counts.put(topic.substring(prefix.length()), of(topic).size());
        }
        return counts;
    }

    /**
     * The offsets of a topic's open letters, in order.
     *
     * @return null when there is no such topic
     * @throws KafkaException when Kafka can't be read
     */
    synchronized NavigableSet<Long> of(String topic) {
        if (!existing().contains(topic)) {
            return null;
        }
        try {
            return new TreeSet<>(read(topic).open);
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    private Read read(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        // Of partitions that aren't assigned, Kafka's client warns at each look.
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(Set.of(partition)).get(partition);
        long end = consumer.endOffsets(Set.of(partition)).get(partition);
        Read read = topics.computeIfAbsent(topic, made -> new Read());
        if (read.position > end) {
            // Somebody has made the topic anew.
            topics.put(topic, new Read());
            read = topics.get(topic);
        }
        read.open.headSet(begin).clear();
        read.position = Math.max(read.position, begin);
        read(partition, read.position, end, read::take);
        read.position = end;
        return read;
    }

    /**
     * Reads letters, one after the other, since their records may be large.
     *
     * @param offsets which, in order
     * @param reader takes each; it must not come back here
     */
    synchronized void read(String topic, NavigableSet<Long> offsets, Consumer<DeadLetter> reader) {
        if (offsets.isEmpty() || !existing().contains(topic)) {
            return;
        }
        try {
            read(new TopicPartition(topic, 0), offsets.first(), offsets.last() + 1, record -> {
                if (offsets.contains(record.offset())) {
                    reader.accept(new DeadLetter(record));
                }
            });
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    private void read(TopicPartition partition, long begin, long end, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
        long progress = System.nanoTime();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < end) {
                    reader.accept(record);
                }
                progress = System.nanoTime();
            }
            if (System.nanoTime() - progress > PATIENCE.toNanos()) {
                throw new TimeoutException("the topic " + partition.topic() + " can't be read at present");
            }
        }
    }

    private Set<String> existing() {
        try {
            Set<String> all = new TreeSet<>(consumer().listTopics().keySet());
            all.removeIf(topic -> !topic.startsWith(prefix));
            return all;
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Map<String, Object> settings = KafkaDeadLetters.settings(kafka, ConsumerConfig.configNames());
            settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            // Nobody waits for it, and each try that fails stands in the log.
            settings.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 10_000);
            settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, KafkaDeadLetters.TIMEOUT_MS);
            settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, KafkaDeadLetters.REQUEST_TIMEOUT_MS);
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        return consumer;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
        topics.clear();
    }
}
