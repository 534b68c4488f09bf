package org.opendatagov.cdc.bench.capture;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.opendatagov.cdc.servers.KafkaServer;

/** The topics of one run, mostly one. The broker notes when it appended a batch, which is when its events count as arrived. */
final class Events {
    static final int PARTITIONS = 3;

    private static final int UUID_NODE_DIGITS = 12;

    private final KafkaServer kafka;
    private final List<String> topics;
    private final List<TopicPartition> partitions;

    Events(KafkaServer kafka, String topic) {
        this(kafka, List.of(topic), PARTITIONS);
    }

    /** Topics with so many partitions each. */
    Events(KafkaServer kafka, List<String> topics, int partitions) {
        this.kafka = kafka;
        this.topics = topics;
        this.partitions = topics.stream()
                .flatMap(topic ->
                        IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList();
    }

    void create(Admin admin) {
        int each = partitions.size() / topics.size();
        List<NewTopic> wanted = topics.stream()
                .map(topic -> new NewTopic(topic, each, (short) 1)
                        .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")))
                .toList();
        ask(() -> admin.createTopics(wanted).all().get());
        // The broker says so a moment before it knows them all.
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> records(admin) == 0);
    }

    void delete(Admin admin) {
        ask(() -> admin.deleteTopics(topics).all().get());
    }

    /** Records in the topic, those included that end a transaction. */
    long records(Admin admin) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return ask(() -> admin.listOffsets(latest).all().get()).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** A consumer of the whole topic from its start, which sees committed events alone. */
    KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        "10000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** Reads the whole topic once. */
    Arrivals read(int expected) {
        Arrivals arrivals = new Arrivals(expected);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(event -> arrivals.add(row(event.key()), event.timestamp()));
            }
        }
        return arrivals;
    }

    /** The number of an event's row: its key is {@code {"id":"…-000000000abc"}}. */
    static long row(byte[] key) {
        String text = new String(key, StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('"');
        return Long.parseLong(text, end - UUID_NODE_DIGITS, end, 16);
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.answer();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka doesn't answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private interface Question<T> {
        T answer() throws ExecutionException, InterruptedException;
    }
}
