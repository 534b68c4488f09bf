package org.opendatagov.cdc.capture.values;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.connect.data.Schema;

/**
 * What stands in an event for a large value that an update left alone and PostgreSQL therefore didn't send: Debezium's text, or
 * what can be made of its bytes in columns that hold no text. The event room knows the same ones.
 */
public final class Placeholders {

    static final String TEXT = "__debezium_unavailable_value";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);

    private Placeholders() {}

    /** The placeholder for values of a schema, or null when such values are never large or there is none. */
    public static Object of(Schema schema) {
        return switch (schema.type()) {
            case STRING -> TEXT;
            case BYTES -> ByteBuffer.wrap(BYTES);
            case MAP -> Map.of(TEXT, TEXT);
            case ARRAY -> list(schema.valueSchema());
            default -> null;
        };
    }

    private static List<?> list(Schema elements) {
        return switch (elements.type()) {
            case INT32 -> numbers(b -> b);
            case INT64 -> numbers(b -> (long) b);
            case FLOAT32 -> numbers(b -> (float) b);
            case FLOAT64 -> numbers(b -> (double) b);
            case BOOLEAN -> bits();
            default -> {
                Object element = of(elements);
                yield element == null ? null : List.of(element);
            }
        };
    }

    private static List<Object> numbers(IntFunction<Object> number) {
        List<Object> list = new ArrayList<>(BYTES.length);
        for (byte b : BYTES) {
            list.add(number.apply(b));
        }
        return list;
    }

    private static List<Object> bits() {
        List<Object> list = new ArrayList<>(BYTES.length * Byte.SIZE);
        for (byte b : BYTES) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                list.add((b >> bit & 1) == 1);
            }
        }
        return list;
    }
}
