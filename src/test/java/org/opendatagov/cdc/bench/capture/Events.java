package org.opendatagov.cdc.bench.capture;

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

/** The topic of one run. The broker notes when it appended a batch, which is when its events count as arrived. */
final class Events {
    static final int PARTITIONS = 3;

    private static final int UUID_NODE_DIGITS = 12;

    private final KafkaServer kafka;
    private final String topic;
    private final List<TopicPartition> partitions;

    Events(KafkaServer kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
        this.partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    void create(Admin admin) {
        NewTopic wanted = new NewTopic(topic, PARTITIONS, (short) 1)
                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
        ask(() -> admin.createTopics(List.of(wanted)).all().get());
    }

    void delete(Admin admin) {
        ask(() -> admin.deleteTopics(List.of(topic)).all().get());
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
