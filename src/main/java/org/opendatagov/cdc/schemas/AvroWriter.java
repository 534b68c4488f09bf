package org.opendatagov.cdc.schemas;

import io.apicurio.registry.serde.avro.NonRecordContainer;
import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;

/** Writes the values of one schema as Avro, in Confluent's wire format: a zero, the schema's id in four bytes, and the data. For many threads. */
final class AvroWriter {

    static final byte MAGIC = 0;

    /** The length of the zero and the id. */
    static final int PREFIX = 1 + Integer.BYTES;

    private static final int USUAL_SIZE = 512;

    private final AvroData avro;
    private final Schema schema;
    private final Schema form;
    private final org.apache.avro.Schema inAvro;
    private final GenericDatumWriter<Object> writer;

    AvroWriter(AvroData avro, String topic, Schema schema) {
        this.avro = avro;
        this.schema = schema;
        this.form = AvroForm.schema(topic, schema);
        this.inAvro = avro.fromConnectSchema(form);
        this.writer = new GenericDatumWriter<>(inAvro);
    }

    /** Whether it writes the values of this very schema. */
    boolean isFor(Schema other) {
        return schema == other;
    }

    org.apache.avro.Schema inAvro() {
        return inAvro;
    }

    byte[] write(int id, Object value) {
        Object datum = avro.fromConnectData(form, AvroForm.value(form, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        bytes.writeBytes(ByteBuffer.allocate(PREFIX).put(MAGIC).putInt(id).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            writer.write(datum instanceof NonRecordContainer<?> plain ? plain.getValue() : datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
