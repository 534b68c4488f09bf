package org.opendatagov.cdc.capture.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows what is stored as a connector's offset from now on, whichever process stores it. For one thread. */
public class OffsetFeed implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final OffsetRecords records;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Goes to the end of the offsets topic: whatever is stored after this returns will be seen.
     *
     * @param kafka the settings that all Kafka clients of the service have
     * @param topic the offsets topic
     * @throws KafkaException when Kafka doesn't answer
     */
    public OffsetFeed(Map<String, Object> kafka, String topic, OffsetRecords records) {
        this.records = records;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-offset-feed-" + records.connector());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    /**
     * Waits for the next offset.
     *
     * @return the newest that has come, or null when none has come in time
     */
    public Map<String, Object> poll(Duration time) {
        Map<String, Object> newest = null;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
            Map<String, Object> offset = records.offset(record);
            newest = offset == null ? newest : offset;
        }
        return newest;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
