package org.opendatagov.cdc.capture.engine;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * About how much of the heap an event takes. Only what a row can make large is counted: texts, bytes and lists. Debezium's own
 * estimate encodes every text to learn its length.
 */
class EventSize {

    private static final long EVENT = 1_000;
    private static final long VALUE = 40;

    private EventSize() {}

    /** In bytes. */
    static long of(SourceRecord record) {
        return EVENT + ofValue(record.value());
    }

    private static long ofValue(Object value) {
        if (value instanceof String text) {
            return VALUE + text.length();
        }
        if (value instanceof Struct struct) {
            long size = VALUE;
            for (Field field : struct.schema().fields()) {
                size += ofValue(struct.get(field));
            }
            return size;
        }
        if (value instanceof ByteBuffer buffer) {
            return VALUE + buffer.remaining();
        }
        if (value instanceof byte[] array) {
            return VALUE + array.length;
        }
        if (value instanceof Collection<?> list) {
            long size = VALUE;
            for (Object element : list) {
                size += ofValue(element);
            }
            return size;
        }
        if (value instanceof Map<?, ?> map) {
            return VALUE + ofValue(map.keySet()) + ofValue(map.values());
        }
        return VALUE;
    }
}
