package org.opendatagov.cdc.schemas;

import io.apicurio.registry.utils.converter.avro.AvroData;
import io.apicurio.registry.utils.converter.avro.AvroDataConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Writes keys and values as Avro, and registers their schemas under the subjects {@code <topic>-key} and {@code <topic>-value}. It only
 * writes; {@link RegistryPayloads} read.
 *
 * <p>Debezium makes it itself, from the engine's settings, and calls it from several threads.
 */
public final class AvroConverter implements Converter {

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private SchemaRegistry registry;
    private AvroData avro;
    private String suffix;

    /** What a topic's last record was written with: as a rule its next one has the same schema. */
    private record Known(AvroWriter writer, int id) {}

    /** For Debezium. */
    public AvroConverter() {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = new SchemaRegistry(RegistryAccess.of(settings));
        avro = new AvroData(new AvroDataConfig(settings));
        suffix = isKey ? "-key" : "-value";
    }

    /**
     * Writes a key or a value; a tombstone's value and a truncate's key stay null.
     *
     * @throws SchemaProblem when the registry is away, or refuses the schema
     */
    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        try {
            Known with = known.get(topic);
            if (with == null || !with.writer().isFor(schema)) {
                AvroWriter writer = new AvroWriter(avro, topic, schema);
                with = new Known(writer, registry.idOf(topic + suffix, writer.inAvro()));
                known.put(topic, with);
            }
            return with.writer().write(with.id(), value);
        } catch (AvroRuntimeException e) {
            throw new DataException("an event for topic " + topic + " can't be written as Avro: " + e.getMessage(), e);
        }
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        throw new UnsupportedOperationException("this converter only writes");
    }
}
