package org.opendatagov.cdc.capture.engine;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.storage.KafkaOffsetBackingStore;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.apache.kafka.connect.util.TopicAdmin;

/**
 * A connector's offsets in Kafka, in Kafka Connect's topic and format, as Debezium's engine reads them. What the engine writes
 * stays in memory, since the offset is written with each batch.
 *
 * <p>Debezium makes it itself, from the engine's settings.
 */
public class StoredOffsets implements OffsetBackingStore {

    private final Map<ByteBuffer, ByteBuffer> written = new ConcurrentHashMap<>();
    private KafkaOffsetBackingStore kafka;
    private TopicAdmin admin;

    @Override
    public void configure(WorkerConfig config) {
        Map<String, Object> client = new HashMap<>(config.originals());
        client.put(ConsumerConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-offsets");
        admin = new TopicAdmin(client);
        Map<String, Object> consumer = new HashMap<>(client);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
        kafka = KafkaOffsetBackingStore.readOnlyStore(
                config.getString(DistributedConfig.OFFSET_STORAGE_TOPIC_CONFIG),
                new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                admin,
                OffsetRecords.converter());
        kafka.configure(config);
    }

    @Override
    public void start() {
        kafka.start();
    }

    @Override
    public void stop() {
        try (TopicAdmin closed = admin) {
            kafka.stop();
        }
    }

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        if (!written.keySet().containsAll(keys)) {
            return kafka.get(keys);
        }
        Map<ByteBuffer, ByteBuffer> values = new HashMap<>();
        keys.forEach(key -> values.put(key, written.get(key)));
        return CompletableFuture.completedFuture(values);
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
        written.putAll(values);
        callback.onCompletion(null, null);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connector) {
        return kafka.connectorPartitions(connector);
    }
}
