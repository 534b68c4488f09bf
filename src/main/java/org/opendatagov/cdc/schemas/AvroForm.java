package org.opendatagov.cdc.schemas;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Kafka Connect's schemas and values in a form that Avro can take on without a change of meaning:
 *
 * <ul>
 *   <li>a record is named after its topic. Debezium names it after its table; but a hypertable's chunks share a topic, and under
 *       one subject a registry takes only schemas of one name
 *   <li>fields have names as {@link AvroNames} makes them
 *   <li>an optional field has no default, which would take the place of a null
 * </ul>
 */
final class AvroForm {

    private final String from;
    private final String to;

    private AvroForm(String from, String to) {
        this.from = from;
        this.to = to;
    }

    /** The schema of a topic's key or value in this form; the same object when it has it already. */
    static Schema schema(String topic, Schema schema) {
        String name = schema.name();
        boolean ofTable = name != null && (name.endsWith(".Envelope") || name.endsWith(".Key"));
        String from = ofTable ? name.substring(0, name.lastIndexOf('.') + 1) : "";
        return new AvroForm(from, ofTable ? AvroNames.ofTopic(topic) + "." : "").of(schema);
    }

    /** The value in the form that its schema was brought into. */
    static Object value(Schema form, Object value) {
        if (!(value instanceof Struct struct) || struct.schema() == form) {
            return value;
        }
        Struct copy = new Struct(form);
        List<Field> fields = struct.schema().fields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            Field target = form.fields().get(i);
            Object content = field.schema().isOptional() ? struct.getWithoutDefault(field.name()) : struct.get(field);
            copy.put(target, value(target.schema(), content));
        }
        return copy;
    }

    private Schema of(Schema schema) {
        return schema.type() == Schema.Type.STRUCT ? ofStruct(schema) : withoutDefault(schema);
    }

    private Schema ofStruct(Schema schema) {
        SchemaBuilder copy = SchemaBuilder.struct();
        boolean changed = !Objects.equals(renamed(schema.name()), schema.name());
        for (Field field : schema.fields()) {
            Field formed = new Field(AvroNames.ofColumn(field.name()), field.index(), of(field.schema()));
            changed |= !formed.name().equals(field.name()) || formed.schema() != field.schema();
            copy.field(formed.name(), formed.schema());
        }
        return changed ? finished(copy, schema) : schema;
    }

    private Schema withoutDefault(Schema schema) {
        if (schema.defaultValue() == null || !schema.isOptional()) {
            return schema;
        }
        return finished(
                switch (schema.type()) {
                    case ARRAY -> SchemaBuilder.array(schema.valueSchema());
                    case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
                    default -> SchemaBuilder.type(schema.type());
                },
                schema);
    }

    private Schema finished(SchemaBuilder copy, Schema original) {
        copy.name(renamed(original.name())).version(original.version()).doc(original.doc());
        if (original.parameters() != null) {
            copy.parameters(original.parameters());
        }
        return original.isOptional() ? copy.optional().build() : copy.build();
    }

    private String renamed(String name) {
        return name != null && !from.isEmpty() && name.startsWith(from) ? to + name.substring(from.length()) : name;
    }
}
