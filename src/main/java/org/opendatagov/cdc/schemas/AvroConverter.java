package org.opendatagov.cdc.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Writes keys and values as Avro in Confluent's wire format: a zero, the id of the schema in four bytes, and the data. Schemas are registered
 * under the subjects {@code <topic>-key} and {@code <topic>-value}. It only writes; {@link RegistryPayloads} read.
 *
 * <p>Debezium makes it itself, from the engine's settings, and calls it from several threads.
 */
public final class AvroConverter implements Converter {

    static final byte MAGIC = 0;

    /** The length of the zero and the id. */
    static final int PREFIX = 1 + Integer.BYTES;

    private static final int USUAL_SIZE = 512;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private SchemaRegistry registry;
    private String suffix;

    /** What a topic's last record had: as a rule its next one has the same schema. */
    private record Known(Schema schema, int id) {}

    /** For Debezium. */
    public AvroConverter() {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = new SchemaRegistry(RegistryAccess.of(settings));
        suffix = isKey ? "-key" : "-value";
    }

    /**
     * Writes a key or a value; a tombstone's value and a truncate's key stay null.
     *
     * @throws SchemaProblem when the registry is away, or refuses the schema
     */
    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        return value == null ? null : write(idOf(topic, schema), schema, value);
    }

    private int idOf(String topic, Schema schema) {
        Known same = known.get(topic);
        if (same == null || same.schema() != schema) {
            same = new Known(schema, registry.idOf(topic + suffix, schema(topic, schema)));
            known.put(topic, same);
        }
        return same.id();
    }

    private static org.apache.avro.Schema schema(String topic, Schema schema) {
        try {
            return AvroSchemas.of(topic, schema);
        } catch (AvroRuntimeException e) {
            throw new DataException("the events of topic " + topic + " can't be written as Avro: " + e.getMessage(), e);
        }
    }

    static byte[] write(int id, Schema schema, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        bytes.writeBytes(ByteBuffer.allocate(PREFIX).put(MAGIC).putInt(id).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new AvroEncoding(encoder).write(schema, value);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a byte array can't be written to", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        throw new UnsupportedOperationException("this converter only writes");
    }
}
