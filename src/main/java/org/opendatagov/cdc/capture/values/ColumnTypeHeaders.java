package org.opendatagov.cdc.capture.values;

import io.debezium.data.Envelope;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.event.ColumnTypes;

/**
 * The header with which a record says what plain JSON can't: which texts are JSON, numbers or times. {@link ColumnConverter}
 * notes each column's type in the schema of the row. For one thread.
 */
public class ColumnTypeHeaders {

    /** The parameter of a column's schema in which {@link ColumnConverter} notes its type. */
    static final String TYPE = "org.opendatagov.cdc.column.type";

    /** Far more than there are tables; a schema change makes one more. */
    private static final int MAX_SCHEMAS = 2_000;

    // Debezium hands out one schema object for a table until the table changes; comparing schemas by value costs far
    // more.
    private final IdentityHashMap<Schema, byte[]> headers = new IdentityHashMap<>();

    /** The header's value for a record, or null when there is nothing to say. */
    public byte[] of(SourceRecord record) {
        Schema schema = record.valueSchema();
        if (schema == null || schema.type() != Schema.Type.STRUCT) {
            return null;
        }
        if (headers.size() > MAX_SCHEMAS) {
            headers.clear();
        }
        return headers.computeIfAbsent(schema, ColumnTypeHeaders::build);
    }

    private static byte[] build(Schema envelope) {
        Field after = envelope.field(Envelope.FieldName.AFTER);
        if (after == null || after.schema().type() != Schema.Type.STRUCT) {
            // What a transform has unwrapped may have a column of that name.
            return new byte[0];
        }
        Map<String, String> types = new HashMap<>();
        for (Field column : after.schema().fields()) {
            Map<String, String> parameters = column.schema().parameters();
            String type = parameters == null ? null : parameters.get(TYPE);
            if (type != null) {
                types.put(column.name(), type);
            }
        }
        return ColumnTypes.of(types).toHeader();
    }
}
