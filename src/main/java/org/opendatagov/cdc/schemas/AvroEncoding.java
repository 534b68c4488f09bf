package org.opendatagov.cdc.schemas;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.io.Encoder;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Encodes Kafka Connect's values as the schemas say that {@link AvroSchemas} makes. */
final class AvroEncoding {

    private final Encoder out;

    AvroEncoding(Encoder out) {
        this.out = out;
    }

    /** Encodes a value. */
    void write(Schema schema, Object value) throws IOException {
        if (schema.isOptional()) {
            out.writeIndex(value == null ? 0 : 1);
            if (value == null) {
                out.writeNull();
                return;
            }
        }
        writePresent(schema, plain(schema, value));
    }

    private void writePresent(Schema schema, Object value) throws IOException {
        switch (schema.type()) {
            case INT8, INT16, INT32 -> out.writeInt(((Number) value).intValue());
            case INT64 -> out.writeLong((Long) value);
            case FLOAT32 -> out.writeFloat((Float) value);
            case FLOAT64 -> out.writeDouble((Double) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case STRING -> out.writeString((String) value);
            case BYTES -> out.writeBytes(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : (ByteBuffer) value);
            case ARRAY -> writeList(schema, (Collection<?>) value);
            case MAP -> writeMap(schema, (Map<?, ?>) value);
            case STRUCT -> writeStruct(schema, (Struct) value);
        }
    }

    private void writeStruct(Schema schema, Struct struct) throws IOException {
        for (Field field : schema.fields()) {
            // A null in a column that has a default would otherwise become the default.
            write(
                    field.schema(),
                    field.schema().isOptional() ? struct.getWithoutDefault(field.name()) : struct.get(field));
        }
    }

    private void writeList(Schema schema, Collection<?> list) throws IOException {
        out.writeArrayStart();
        out.setItemCount(list.size());
        for (Object item : list) {
            out.startItem();
            write(schema.valueSchema(), item);
        }
        out.writeArrayEnd();
    }

    private void writeMap(Schema schema, Map<?, ?> map) throws IOException {
        out.writeMapStart();
        out.setItemCount(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.startItem();
            out.writeString((String) entry.getKey());
            write(schema.valueSchema(), entry.getValue());
        }
        out.writeMapEnd();
    }

    /** What stands for a value of Kafka Connect's own types. */
    private static Object plain(Schema schema, Object value) {
        if (value instanceof BigDecimal number) {
            return Decimal.fromLogical(schema, number);
        }
        if (value instanceof java.util.Date time) {
            return switch (schema.name()) {
                case Date.LOGICAL_NAME -> Date.fromLogical(schema, time);
                case Time.LOGICAL_NAME -> Time.fromLogical(schema, time);
                default -> Timestamp.fromLogical(schema, time);
            };
        }
        return value;
    }
}
