package org.opendatagov.cdc.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.avro.AvroFactory;
import com.fasterxml.jackson.dataformat.avro.AvroSchema;
import io.apicurio.registry.utils.converter.avro.AvroData;
import io.debezium.data.Envelope;
import io.debezium.data.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.RowKey;

/** Events written as Avro are read as those in JSON are. */
class AvroEventsTest {

    private static final String TOPIC = "cdc.odg.public.odd-table";
    private static final Instant READ_AT = Instant.ofEpochMilli(1770545400391L);

    private final Schema rowSchema = SchemaBuilder.struct()
            .name("cdc.odg.public.odd table.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("small", Schema.OPTIONAL_INT16_SCHEMA)
            .field("big", Schema.OPTIONAL_INT64_SCHEMA)
            .field("real", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .field("double", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .field("flag", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .field(
                    "with default",
                    SchemaBuilder.string().optional().defaultValue("x").build())
            .field("doc", Json.builder().optional().build())
            .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
            .field(
                    "list",
                    SchemaBuilder.array(Schema.OPTIONAL_FLOAT32_SCHEMA)
                            .optional()
                            .build())
            .field(
                    "matrix",
                    SchemaBuilder.array(SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA)
                                    .optional()
                                    .build())
                            .optional()
                            .build())
            .field(
                    "hstore",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build())
            .build();
    private final Schema sourceSchema = SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.Source")
            .field("db", Schema.STRING_SCHEMA)
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field(
                    "snapshot",
                    SchemaBuilder.string().optional().defaultValue("false").build())
            .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private final Envelope envelope = Envelope.defineSchema()
            .withName("cdc.odg.public.odd table.Envelope")
            .withRecord(rowSchema)
            .withSource(sourceSchema)
            .build();

    private Struct row() {
        return new Struct(rowSchema)
                .put("id", 7L)
                .put("small", (short) -3)
                .put("big", Long.MIN_VALUE)
                .put("real", 0.1f)
                .put("double", 1.7976931348623157E308)
                .put("flag", true)
                .put("text", "ü\u0000\n\"")
                .put("with default", "y")
                .put("doc", "{\"a\": 1}")
                .put("bytes", ByteBuffer.wrap(new byte[] {0, -1, 1}))
                .put("list", Arrays.asList(-0.0f, null, Float.NaN, Float.NEGATIVE_INFINITY))
                .put("matrix", List.of(List.of(1, 2), List.of(3, 4)))
                .put("hstore", Map.of("a_x0020_b", "1"));
    }

    private Struct source() {
        return new Struct(sourceSchema)
                .put("db", "odg")
                .put("schema", "public")
                .put("table", "odd table")
                .put("ts_ms", 1770545400123L)
                .put("sequence", "[\"988172976\",\"988170984\"]")
                .put("lsn", 988170984L);
    }

    @Test
    void everyKindOfChangeIsTheSameAsInJson() {
        Struct row = row();
        for (Struct change : List.of(
                envelope.create(row, source(), READ_AT),
                envelope.update(row, row, source(), READ_AT),
                envelope.delete(row, source(), READ_AT),
                envelope.read(row, source(), READ_AT),
                envelope.truncate(source(), READ_AT))) {
            assertSame(change);
        }
    }

    @Test
    void aNullStaysANullWhereTheColumnHasADefault() {
        Struct change = envelope.create(new Struct(rowSchema).put("id", 7L), source(), READ_AT);

        assertSame(change);
        assertThat(avro(change).after().path("with default").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, -0.0, 4.9E-324, Double.NaN, Double.POSITIVE_INFINITY})
    void aFloatingPointNumberKeepsItsDigits(double number) {
        assertSame(envelope.create(row().put("double", number).put("real", (float) number), source(), READ_AT));
    }

    @Test
    void aKeyIsTheSameAsInJson() {
        Schema schema = SchemaBuilder.struct()
                .name("cdc.odg.public.odd table.Key")
                .field("run id", Schema.OPTIONAL_STRING_SCHEMA)
                .field("version", Schema.INT64_SCHEMA)
                .field("score", Schema.FLOAT32_SCHEMA)
                .build();
        Struct key = new Struct(schema).put("run id", "a:b").put("version", 3L).put("score", 0.1f);

        assertThat(RowKey.parse(bytes(key), data -> parser(key, data)).text())
                .isEqualTo(RowKey.parse(json(key)).text());
    }

    @Test
    void aRecordIsNamedAfterItsTopicWhateverTableItIsOf() {
        org.apache.avro.Schema schema = AvroSchemas.of(TOPIC, envelope.schema());

        assertThat(schema.getFullName()).isEqualTo("cdc.odg.public.odd_table.Envelope");
        assertThat(schema.getField("after").schema().getTypes().get(1).getFullName())
                .isEqualTo("cdc.odg.public.odd_table.Value");
        assertThat(schema.getField("source").schema().getFullName())
                .isEqualTo("io.debezium.connector.postgresql.Source");
    }

    @Test
    void kafkaConnectsConsumersReadWhatDebeziumWrote() throws IOException {
        Struct change = envelope.create(row(), source(), READ_AT);
        org.apache.avro.Schema schema = AvroSchemas.of(TOPIC, change.schema());
        byte[] bytes = bytes(change);
        Decoder data = DecoderFactory.get()
                .binaryDecoder(bytes, AvroConverter.PREFIX, bytes.length - AvroConverter.PREFIX, null);
        Object read =
                new GenericDatumReader<>(new org.apache.avro.Schema.Parser().parse(schema.toString())).read(null, data);

        SchemaAndValue connect = new AvroData(10).toConnectData(schema, read);

        assertThat(new String(json((Struct) connect.value()), StandardCharsets.UTF_8)
                        .replace("_x0020_default", " default"))
                .isEqualTo(new String(json(change), StandardCharsets.UTF_8));
        assertThat(connect.schema()
                        .field("after")
                        .schema()
                        .field("small")
                        .schema()
                        .type())
                .isEqualTo(Schema.Type.INT16);
        assertThat(connect.schema()
                        .field("after")
                        .schema()
                        .field("doc")
                        .schema()
                        .name())
                .isEqualTo("io.debezium.data.Json");
    }

    @Test
    void kafkaConnectsOwnTypesAreReadAndDecimalsAsNumbers() {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("amount", Decimal.builder(2).optional().build())
                .field("day", Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("at", Timestamp.SCHEMA)
                .build();
        Envelope envelopeOfTypes = Envelope.defineSchema()
                .withName(TOPIC + ".Envelope")
                .withRecord(row)
                .withSource(sourceSchema)
                .build();
        Struct values = new Struct(row)
                .put("amount", new BigDecimal("2.50"))
                .put("day", java.util.Date.from(Instant.EPOCH))
                .put("time", java.util.Date.from(Instant.ofEpochMilli(5)))
                .put("at", java.util.Date.from(READ_AT));

        assertThat(avro(envelopeOfTypes.create(values, source(), READ_AT)).after())
                .hasToString("{\"amount\":2.50,\"day\":0,\"time\":5,\"at\":1770545400391}");
    }

    @Test
    void whatEndsTooEarlyIsRefused() {
        Struct change = envelope.create(row(), source(), READ_AT);
        byte[] whole = bytes(change);
        CdcEventDeserializer events = new CdcEventDeserializer(data -> parser(change, data));
        for (int length = AvroConverter.PREFIX; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(SerializationException.class)
                    .as("%d bytes of %d", length, whole.length)
                    .isThrownBy(() -> events.deserialize(TOPIC, part));
        }
    }

    private void assertSame(Struct change) {
        CdcEvent json = new CdcEventDeserializer().deserialize(TOPIC, json(change));
        CdcEvent avro = avro(change);
        assertThat(avro).isEqualTo(json);
        assertThat(String.valueOf(avro.after())).isEqualTo(String.valueOf(json.after()));
    }

    private CdcEvent avro(Struct change) {
        return new CdcEventDeserializer(data -> parser(change, data)).deserialize(TOPIC, bytes(change));
    }

    private static JsonParser parser(Struct value, byte[] data) throws IOException {
        JsonParser parser =
                new AvroFactory().createParser(data, AvroConverter.PREFIX, data.length - AvroConverter.PREFIX);
        parser.setSchema(new AvroSchema(AvroSchemas.of(TOPIC, value.schema())));
        return new AvroAsJson(parser, true);
    }

    private static byte[] bytes(Struct value) {
        return AvroConverter.write(1, value.schema(), value);
    }

    private static byte[] json(Struct value) {
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", false, "replace.null.with.default", false), false);
            return json.fromConnectData(TOPIC, value.schema(), value);
        }
    }
}
