package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.opendatagov.cdc.servers.KafkaServer;

/** Reads topics as anybody could who wants committed records, with nothing of the product. */
public final class TopicReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final KafkaServer kafka;

    public TopicReader(KafkaServer kafka) {
        this.kafka = kafka;
    }

    /** Everything that a topic holds now; the records of a partition are in order. */
    public List<TopicRecord> read(String topic) {
        return records(topic).stream().map(TopicReader::read).toList();
    }

    /** The newest value under a key that is no JSON; null when there is none. */
    String lastText(String topic, String key) {
        return records(topic).stream()
                .filter(found -> found.key().equals(key))
                .reduce((earlier, later) -> later)
                .map(ConsumerRecord::value)
                .orElse(null);
    }

    /** The lengths of a topic's values, for topics that are too large to be held. */
    List<Integer> lengths(String topic) {
        List<Integer> lengths = new ArrayList<>();
        visit(topic, found -> lengths.add(found.value().length()));
        return lengths;
    }

    private List<ConsumerRecord<String, String>> records(String topic) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        visit(topic, records::add);
        return records;
    }

    private void visit(String topic, Consumer<ConsumerRecord<String, String>> visitor) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofSeconds(1)).forEach(visitor);
            }
        }
    }

    /** The records of one row, given a column of its key. */
    List<TopicRecord> read(String topic, String keyColumn, Object value) {
        return read(topic).stream()
                .filter(found -> found.key().path(keyColumn).asText().equals(value.toString()))
                .toList();
    }

    /** How many records were ever written to a topic, 0 when there is no such topic. */
    long written(String topic) {
        return topics().contains(topic) ? end(topic, IsolationLevel.READ_UNCOMMITTED) : 0;
    }

    /** Whether a transaction on a topic is neither committed nor aborted, so that nothing after its begin can be read. */
    boolean hasOpenTransaction(String topic) {
        return end(topic, IsolationLevel.READ_COMMITTED) < written(topic);
    }

    private long end(String topic, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions(topic))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return ask(admin -> admin.listOffsets(ends, new ListOffsetsOptions(isolation)).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum());
    }

    public Set<String> topics() {
        return ask(admin -> admin.listTopics().names().get());
    }

    int partitions(String topic) {
        TopicDescription description = ask(admin ->
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
        return description.partitions().size();
    }

    String setting(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return ask(admin -> admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value());
    }

    private static TopicRecord read(ConsumerRecord<String, String> found) {
        Map<String, String> headers = new HashMap<>();
        found.headers()
                .forEach(header -> headers.put(
                        header.key(),
                        header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8)));
        return new TopicRecord(
                found.partition(), found.offset(), found.timestamp(), headers, tree(found.key()), tree(found.value()));
    }

    public static JsonNode tree(String json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON: " + json, e);
        }
    }

    private <T> T ask(Question<T> question) {
        try (Admin admin = kafka.admin()) {
            return question.of(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private interface Question<T> {
        T of(Admin admin) throws ExecutionException, InterruptedException;
    }
}
