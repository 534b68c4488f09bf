package org.opendatagov.cdc.capture.values;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter.Converter;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * How the values of a column stand in events.
 *
 * @param type PostgreSQL's name of the type in upper case, an array's with a leading underscore, as {@link
 *     org.opendatagov.cdc.event.ColumnTypes} has it
 * @param schema makes the schema
 * @param values the Java type that the schema takes; what JDBC gives as such is taken as it is
 * @param ofText reads what PostgreSQL's output function wrote
 */
record ValueForm(String type, Supplier<SchemaBuilder> schema, Class<?> values, Function<String, Object> ofText) {

    static ValueForm text(String type, Function<String, Object> ofText) {
        return new ValueForm(type, SchemaBuilder::string, String.class, ofText);
    }

    /**
     * The schema of a column. Always optional, as PostgreSQL may not tell a value though the column is NOT NULL: of a deleted row it
     * tells the key. Debezium would put a zero or an empty text there.
     */
    SchemaBuilder columnSchema() {
        return schema.get().optional().parameter(ColumnTypeHeaders.TYPE, type);
    }

    /**
     * Reads what comes from the stream, which is a text, and what comes from a snapshot, which is whatever JDBC makes of it.
     *
     * @param column the schema that is registered with the converter
     */
    Converter converter(SchemaBuilder column) {
        Object placeholder = Placeholders.of(schema.get().build());
        return data -> {
            if (data instanceof String text) {
                return read(text, column);
            }
            if (data == null || (values.isInstance(data) && values != String.class)) {
                return data;
            }
            return UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(data)
                    ? placeholder
                    : read(JdbcText.of(data), column);
        };
    }

    private Object read(String text, SchemaBuilder column) {
        Object value = ofText.apply(text);
        if (!(value instanceof Struct struct)) {
            return value;
        }
        // Its schema has to be the column's, which Debezium goes on with after the registration: a comment, a default.
        Struct ofColumn = new Struct(column.build());
        struct.schema().fields().forEach(field -> ofColumn.put(field.name(), struct.get(field)));
        return ofColumn;
    }
}
