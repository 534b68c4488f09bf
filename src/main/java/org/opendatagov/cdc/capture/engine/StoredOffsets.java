package org.opendatagov.cdc.capture.engine;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.storage.KafkaOffsetBackingStore;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.apache.kafka.connect.util.TopicAdmin;
import org.jboss.logging.Logger;

/**
 * A connector's offsets in Kafka, in Kafka Connect's topic and format, as Debezium's engine reads them. What the engine writes
 * stays in memory, since the offset is written with each batch.
 *
 * <p>Debezium makes it itself, from the engine's settings.
 */
public class StoredOffsets implements OffsetBackingStore {

    private static final Logger LOG = Logger.getLogger(StoredOffsets.class);

    /** What is known without Kafka. A key that has no offset has null. */
    private final Map<ByteBuffer, ByteBuffer> known = Collections.synchronizedMap(new HashMap<>());

    private final boolean once;
    private WorkerConfig config;
    private KafkaOffsetBackingStore kafka;
    private KafkaConsumer<byte[], byte[]> consumer;
    private TopicAdmin admin;
    private boolean started;

    /** For Debezium, whose engine asks when it starts and never again: Kafka is let go of with the answer. */
    public StoredOffsets() {
        this(true);
    }

    /**
     * @param once whether Kafka is let go of with the first answer
     */
    StoredOffsets(boolean once) {
        this.once = once;
    }

    @Override
    public void configure(WorkerConfig config) {
        this.config = config;
        connect();
    }

    private void connect() {
        Map<String, Object> client = KafkaSettings.of(config.originals());
        client.put(ConsumerConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-offsets");
        Map<String, Object> reading = new HashMap<>(client);
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        reading.remove(ConsumerConfig.GROUP_ID_CONFIG);
        admin = new TopicAdmin(client);
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        kafka = KafkaOffsetBackingStore.readOnlyStore(
                config.getString(DistributedConfig.OFFSET_STORAGE_TOPIC_CONFIG),
                consumer,
                admin,
                OffsetRecords.converter());
        kafka.configure(config);
    }

    @Override
    public void start() {
        kafka.start();
        started = true;
    }

    /** Closes whatever has been opened, also when the start has failed half way. */
    @Override
    public void stop() {
        // The admin client has no other use here, and one that waits for an answer holds up nothing.
        try (TopicAdmin closed = admin) {
            if (started) {
                kafka.stop();
            } else if (consumer != null) {
                // Kafka Connect's store closes it only once it has been started.
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "The store of offsets didn't stop in order");
        }
        consumer = null;
        started = false;
    }

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        if (known.keySet().containsAll(keys)) {
            Map<ByteBuffer, ByteBuffer> values = new HashMap<>();
            keys.forEach(key -> values.put(key, known.get(key)));
            return CompletableFuture.completedFuture(values);
        }
        if (!started) {
            connect();
            start();
        }
        Future<Map<ByteBuffer, ByteBuffer>> answer = kafka.get(keys);
        return once ? new LastAnswer(answer, read -> letGo(keys, read)) : answer;
    }

    private void letGo(Collection<ByteBuffer> keys, Map<ByteBuffer, ByteBuffer> read) {
        keys.forEach(key -> known.putIfAbsent(key, read.get(key)));
        stop();
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
        known.putAll(values);
        callback.onCompletion(null, null);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connector) {
        return kafka.connectorPartitions(connector);
    }

    /** An answer after which something is done, once somebody has got it. */
    private record LastAnswer(
            Future<Map<ByteBuffer, ByteBuffer>> answer, Consumer<Map<ByteBuffer, ByteBuffer>> afterwards)
            implements Future<Map<ByteBuffer, ByteBuffer>> {

        @Override
        public Map<ByteBuffer, ByteBuffer> get() throws InterruptedException, ExecutionException {
            return done(answer.get());
        }

        @Override
        public Map<ByteBuffer, ByteBuffer> get(long time, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            return done(answer.get(time, unit));
        }

        private Map<ByteBuffer, ByteBuffer> done(Map<ByteBuffer, ByteBuffer> values) {
            afterwards.accept(values);
            return values;
        }

        @Override
        public boolean cancel(boolean interrupting) {
            return answer.cancel(interrupting);
        }

        @Override
        public boolean isCancelled() {
            return answer.isCancelled();
        }

        @Override
        public boolean isDone() {
            return answer.isDone();
        }
    }
}
