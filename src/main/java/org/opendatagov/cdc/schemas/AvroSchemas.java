package org.opendatagov.cdc.schemas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema.Field;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/**
 * Makes Avro's schema of a topic's keys or values from Kafka Connect's, in the form that Kafka Connect's Avro converters have: what
 * Avro can't say stands in properties {@code connect.*}.
 *
 * <ul>
 *   <li>A record is named after its topic. Debezium names it after its table; but a hypertable's chunks share a topic, and under one
 *       subject a registry takes only schemas of one name.
 *   <li>Fields have names as {@link AvroNames} makes them.
 *   <li>An optional field is a union of null and its type, with null as the default, whichever default its column has: so a column may
 *       be added and dropped at any compatibility level.
 * </ul>
 */
final class AvroSchemas {

    private static final String UNNAMED = "ConnectDefault";

    /** As the other converters have it for decimals whose columns don't say theirs. */
    private static final int PRECISION = 64;

    private final String from;
    private final String to;
    private final Map<String, org.apache.avro.Schema> records = new HashMap<>();

    private AvroSchemas(String from, String to) {
        this.from = from;
        this.to = to;
    }

    /**
     * The schema in Avro.
     *
     * @throws DataException when Avro has nothing like it
     */
    static org.apache.avro.Schema of(String topic, Schema schema) {
        String name = schema.name();
        boolean ofTable = name != null && (name.endsWith(".Envelope") || name.endsWith(".Key"));
        return ofTable
                ? new AvroSchemas(name.substring(0, name.lastIndexOf('.') + 1), AvroNames.ofTopic(topic) + ".")
                        .of(schema)
                : new AvroSchemas("", "").of(schema);
    }

    private org.apache.avro.Schema of(Schema schema) {
        org.apache.avro.Schema type = schema.type() == Schema.Type.STRUCT ? record(schema) : plain(schema);
        return schema.isOptional()
                ? org.apache.avro.Schema.createUnion(SchemaBuilder.builder().nullType(), type)
                : type;
    }

    private org.apache.avro.Schema record(Schema schema) {
        String name = schema.name() == null
                ? UNNAMED + records.size()
                : schema.name().startsWith(from) ? to + schema.name().substring(from.length()) : schema.name();
        org.apache.avro.Schema known = records.get(name);
        if (known != null) {
            return known;
        }
        org.apache.avro.Schema record = org.apache.avro.Schema.createRecord(AvroNames.ofTopic(name), null, null, false);
        records.put(name, record);
        List<Field> fields = new ArrayList<>();
        schema.fields()
                .forEach(field -> fields.add(new Field(
                        AvroNames.ofColumn(field.name()),
                        of(field.schema()),
                        field.schema().doc(),
                        field.schema().isOptional() ? JsonProperties.NULL_VALUE : null)));
        record.setFields(fields);
        describe(record, schema, schema.name() == null ? null : record.getFullName());
        return record;
    }

    private org.apache.avro.Schema plain(Schema schema) {
        org.apache.avro.Schema type = switch (schema.type()) {
            case INT8, INT16, INT32 -> SchemaBuilder.builder().intType();
            case INT64 -> SchemaBuilder.builder().longType();
            case FLOAT32 -> SchemaBuilder.builder().floatType();
            case FLOAT64 -> SchemaBuilder.builder().doubleType();
            case BOOLEAN -> SchemaBuilder.builder().booleanType();
            case STRING -> SchemaBuilder.builder().stringType();
            case BYTES -> SchemaBuilder.builder().bytesType();
            case ARRAY -> org.apache.avro.Schema.createArray(of(schema.valueSchema()));
            case MAP -> map(schema);
            case STRUCT -> throw new IllegalStateException("a struct is a record");
        };
        describe(type, schema, schema.name());
        if (schema.type() == Schema.Type.INT8 || schema.type() == Schema.Type.INT16) {
            type.addProp("connect.type", schema.type().getName());
        }
        return logical(type, schema);
    }

    private org.apache.avro.Schema map(Schema schema) {
        if (schema.keySchema().type() != Schema.Type.STRING) {
            throw new DataException("Avro has no maps whose keys are "
                    + schema.keySchema().type().getName());
        }
        return org.apache.avro.Schema.createMap(of(schema.valueSchema()));
    }

    private static void describe(org.apache.avro.Schema type, Schema schema, String name) {
        if (name != null) {
            type.addProp("connect.name", name);
        }
        if (schema.version() != null) {
            type.addProp("connect.version", schema.version());
        }
        if (schema.parameters() != null && !schema.parameters().isEmpty()) {
            type.addProp("connect.parameters", new HashMap<>(schema.parameters()));
        }
    }

    /** Kafka Connect's own types, which no column has unless the route brings converters or transforms of its own. */
    private static org.apache.avro.Schema logical(org.apache.avro.Schema type, Schema schema) {
        if (schema.name() == null) {
            return type;
        }
        return switch (schema.name()) {
            case Decimal.LOGICAL_NAME ->
                LogicalTypes.decimal(
                                PRECISION, Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)))
                        .addToSchema(type);
            case Date.LOGICAL_NAME -> LogicalTypes.date().addToSchema(type);
            case Time.LOGICAL_NAME -> LogicalTypes.timeMillis().addToSchema(type);
            case Timestamp.LOGICAL_NAME -> LogicalTypes.timestampMillis().addToSchema(type);
            default -> type;
        };
    }
}
