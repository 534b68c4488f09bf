package org.opendatagov.cdc.capture.engine;

import io.debezium.embedded.EmbeddedWorkerConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.OffsetStorageReaderImpl;

/** A connector's offset as a record of Kafka Connect's offsets topic: {@code ["<connector>",{"server":"<prefix>"}]} and a map. */
public class OffsetRecords {

    private final String topic;
    private final String connector;
    private final Map<String, String> partition;
    private final Converter converter = converter();

    /**
     * @param topic the offsets topic
     * @param connector the connector's name
     * @param topicPrefix the connector's topic prefix
     */
    public OffsetRecords(String topic, String connector, String topicPrefix) {
        this.topic = topic;
        this.connector = connector;
        this.partition = partition(topicPrefix);
    }

    /** What Kafka Connect calls the partition of an offset. */
    public static Map<String, String> partition(String topicPrefix) {
        return Map.of("server", topicPrefix);
    }

    String connector() {
        return connector;
    }

    /** The converter for keys and values. */
    static Converter converter() {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG, "false"), true);
        return converter;
    }

    public ProducerRecord<byte[], byte[]> of(Map<String, Object> offset) {
        return new ProducerRecord<>(topic, key(), converter.fromConnectData(connector, null, offset));
    }

    private byte[] key() {
        return converter.fromConnectData(connector, null, List.of(connector, partition));
    }

    /**
     * Reads a record of the offsets topic.
     *
     * @return the offset, or null when the record is another connector's, or removes the offset
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> offset(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), key())
                ? (Map<String, Object>)
                        converter.toConnectData(topic, record.value()).value()
                : null;
    }

    /**
     * Reads the stored offset.
     *
     * @param settings the engine's settings
     * @return null when there is none
     */
    public Map<String, Object> read(Properties settings) {
        Map<String, String> worker = new HashMap<>();
        settings.forEach((name, value) -> worker.put((String) name, (String) value));
        StoredOffsets store = new StoredOffsets();
        store.configure(new EmbeddedWorkerConfig(worker));
        try {
            store.start();
            return new OffsetStorageReaderImpl(store, connector, converter, converter).offset(partition);
        } finally {
            store.stop();
        }
    }
}
