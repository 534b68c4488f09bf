package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The settings of the producer that writes to the CDC topics: ours, then {@code kafka.*}, then what must be. */
class ProducerSettings {

    private static final int BATCH_BYTES = 262_144;
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;

    private ProducerSettings() {}

    /**
     * Puts them together.
     *
     * @param kafka the settings that all Kafka clients of the service have
     * @param connector the connector's name
     * @param exactlyOnce whether it writes in transactions
     * @param maxMessageBytes the largest event
     */
    static Map<String, Object> of(
            Map<String, Object> kafka, String connector, boolean exactlyOnce, int maxMessageBytes) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-" + connector);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        // A batch is flushed when it is whole: what lingers is never the last of it.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(BUFFER_BYTES, 2L * maxMessageBytes));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxMessageBytes);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.putAll(kafka);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        if (exactlyOnce) {
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "opendatagov-cdc-" + connector);
            settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
        }
        return settings;
    }
}
