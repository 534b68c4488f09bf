package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.KafkaServer;

class KafkaDeadLettersIT {

    private static final KafkaServer SERVER = new KafkaServer("dead-letters-kafka");
    private static KafkaDeadLetters letters;

    @BeforeAll
    static void start() {
        SERVER.start();
        letters = new KafkaDeadLetters(
                Map.of("bootstrap.servers", SERVER.bootstrapServers(), "group.id", "of no interest to a producer"),
                "cdc.dead-letter",
                (short) -1,
                Duration.ofDays(365),
                new ReplayedRecords());
    }

    @AfterAll
    static void stop() {
        letters.close();
        SERVER.close();
    }

    @Test
    void aLetterIsTheRecordWithItsPlaceAndTheCause() throws Exception {
        letters.put("deliver-search", record("key", "value"), "the cause");
        ConsumerRecord<byte[], byte[]> letter = only("cdc.dead-letter.deliver-search");
        assertThat(letter.key()).isEqualTo(bytes("key"));
        assertThat(letter.value()).isEqualTo(bytes("value"));
        assertThat(header(letter, "cdc.column.types")).isEqualTo("{}");
        assertThat(header(letter, "__connect.errors.topic")).isEqualTo("cdc.odg.public.t");
        assertThat(header(letter, "__connect.errors.partition")).isEqualTo("2");
        assertThat(header(letter, "__connect.errors.offset")).isEqualTo("42");
        assertThat(header(letter, "__connect.errors.connector.name")).isEqualTo("deliver-search");
        assertThat(header(letter, "__connect.errors.exception.message")).isEqualTo("the cause");
    }

    @Test
    void theTopicIsMadeWithOnePartitionAndKeepsLettersForAYear() throws Exception {
        letters.put("a flow/of one's own", record("key", null), "the cause");
        String topic = "cdc.dead-letter.a_flow_of_one_s_own";
        try (Admin admin = SERVER.admin()) {
            assertThat(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic)
                            .partitions())
                    .hasSize(1);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            Config config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .get(resource);
            assertThat(config.get("retention.ms").value()).isEqualTo("31536000000");
        }
        assertThat(only(topic).value()).isNull();
    }

    @Test
    void aRecordLargerThanOrdinaryOnesFits() throws Exception {
        letters.put("large", record("key", "x".repeat(5_000_000)), "the cause");
        assertThat(only("cdc.dead-letter.large").value()).hasSize(5_000_000);
    }

    @Test
    @Tag("faults")
    void aTopicThatWasDeletedIsMadeAgain() throws Exception {
        letters.put("deleted", record("key", "1"), "the cause");
        try (Admin admin = SERVER.admin()) {
            admin.deleteTopics(List.of("cdc.dead-letter.deleted")).all().get(10, TimeUnit.SECONDS);
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(() -> letters.put("deleted", record("key", "2"), "the cause"));
        assertThat(only("cdc.dead-letter.deleted").value()).isEqualTo(bytes("2"));
    }

    @Test
    @Tag("faults")
    void aLetterThatKafkaDoesNotTakeIsAnErrorInsteadOfALoss() throws Exception {
        SERVER.freeze();
        try {
            assertThatThrownBy(() -> letters.put("frozen", record("key", "value"), "the cause"))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("the record of cdc.odg.public.t-2 at offset 42 can't be delivered");
        } finally {
            SERVER.thaw();
        }
        letters.put("frozen", record("key", "value"), "the cause");
        assertThat(only("cdc.dead-letter.frozen").value()).isEqualTo(bytes("value"));
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("cdc.column.types", bytes("{}"));
        headers.add("__connect.errors.exception.message", bytes("of an earlier death"));
        return new ConsumerRecord<>(
                "cdc.odg.public.t",
                2,
                42,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                bytes(key),
                value == null ? null : bytes(value),
                headers,
                Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> only(String topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SERVER.bootstrapServers(), "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            Awaitility.await().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                return !found.isEmpty();
            });
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        List<String> values = new ArrayList<>();
        record.headers()
                .headers(name)
                .forEach(header -> values.add(new String(header.value(), StandardCharsets.UTF_8)));
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
