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

    private static final String EPOCHS = "opendatagov-cdc/epoch/";

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

    /**
     * What is stored of a connector.
     *
     * @param offset its offset, or null when it has none
     * @param epoch the epoch of its positions, or null when there is none yet
     */
    public record Stored(Map<String, Object> offset, Map<String, Object> epoch) {}

    public ProducerRecord<byte[], byte[]> of(Map<String, Object> offset) {
        return new ProducerRecord<>(topic, key(), converter.fromConnectData(connector, null, offset));
    }

    /** The epoch of a connector's positions, as the offset of a connector that Kafka Connect doesn't have: it outlives the offset. */
    public ProducerRecord<byte[], byte[]> ofEpoch(Map<String, Object> epoch) {
        return new ProducerRecord<>(
                topic,
                converter.fromConnectData(connector, null, List.of(epochs(), partition)),
                converter.fromConnectData(connector, null, epoch));
    }

    private String epochs() {
        return EPOCHS + connector;
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
        return readAll(settings).offset();
    }

    /**
     * Reads all that is stored.
     *
     * @param settings the engine's settings
     */
    public Stored readAll(Properties settings) {
        Map<String, String> worker = new HashMap<>();
        settings.forEach((name, value) -> worker.put((String) name, (String) value));
        StoredOffsets store = new StoredOffsets(false);
        try {
            store.configure(new EmbeddedWorkerConfig(worker));
            store.start();
            return new Stored(
                    new OffsetStorageReaderImpl(store, connector, converter, converter).offset(partition),
                    new OffsetStorageReaderImpl(store, epochs(), converter, converter).offset(partition));
        } finally {
            store.stop();
        }
    }
}
