package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresSchemaFactory;
import io.debezium.data.Envelope;
import io.debezium.schema.SchemaNameAdjuster;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes from the schemas and the converter of the very Debezium and Kafka Connect that the service runs with. */
class DebeziumCompatibilityTest {

    private static final Instant READ_AT = Instant.parse("2026-02-08T10:10:00.391728004Z");

    private final PostgresConnectorConfig config = new PostgresConnectorConfig(
            Configuration.from(Map.of("topic.prefix", "cdc.odg", "database.dbname", "odg")));
    private final Schema sourceSchema = config.getSourceInfoStructMaker().schema();
    private final Schema rowSchema = SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("score", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .build();
    private final Envelope envelope = Envelope.defineSchema()
            .withName("cdc.odg.public.quality_reports.Envelope")
            .withRecord(rowSchema)
            .withSource(sourceSchema)
            .build();
    private final Struct row = new Struct(rowSchema).put("id", 7L).put("score", 0.85);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyKindOfChangeIsRead(boolean withSchema) {
        assertThat(read(envelope.create(row, source(), READ_AT), withSchema))
                .isEqualTo(expected(CdcOperation.CREATE, null, row));
        assertThat(read(envelope.update(row, row, source(), READ_AT), withSchema))
                .isEqualTo(expected(CdcOperation.UPDATE, row, row));
        assertThat(read(envelope.delete(row, source(), READ_AT), withSchema))
                .isEqualTo(expected(CdcOperation.DELETE, row, null));
        assertThat(read(envelope.read(row, source(), READ_AT), withSchema))
                .isEqualTo(expected(CdcOperation.READ, null, row));
        assertThat(read(envelope.truncate(source(), READ_AT), withSchema))
                .isEqualTo(expected(CdcOperation.TRUNCATE, null, null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageIsRead(boolean withSchema) {
        Schema schema = PostgresSchemaFactory.get()
                .logicalDecodingMessageMonitorValueSchema(
                        SchemaNameAdjuster.NO_OP, config, config.binaryHandlingMode());
        Struct message = new Struct(schema.field("message").schema())
                .put("prefix", "audit")
                .put("content", ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
        Struct value = new Struct(schema)
                .put("op", "m")
                .put("ts_ms", READ_AT.toEpochMilli())
                .put("source", source().put("schema", "").put("table", ""))
                .put("message", message);

        CdcEvent event = read(value, withSchema);

        assertThat(event.operation()).isEqualTo(CdcOperation.MESSAGE);
        assertThat(event.table()).isNull();
        assertThat(event.message().prefix()).isEqualTo("audit");
        assertThat(event.message().content()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    }

    private Struct source() {
        return new Struct(sourceSchema)
                .put("version", "3.6.1.Final")
                .put("connector", "postgresql")
                .put("name", "cdc.odg")
                .put("ts_ms", 1770545400123L)
                .put("db", "odg")
                .put("sequence", "[\"988172976\",\"988170984\"]")
                .put("ts_us", 1770545400123456L)
                .put("ts_ns", 1770545400123456000L)
                .put("schema", "public")
                .put("table", "quality_reports")
                .put("txId", 771L)
                .put("lsn", 988170984L);
    }

    private static CdcEvent read(Struct value, boolean withSchema) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", withSchema, "converter.type", "value"));
            byte[] json = converter.fromConnectData("topic", value.schema(), value);
            return new CdcEventDeserializer().deserialize("topic", json);
        }
    }

    private static CdcEvent expected(CdcOperation operation, Struct before, Struct after) {
        return new CdcEvent(
                operation,
                "odg",
                "public",
                "quality_reports",
                "cdc.odg",
                before == null ? null : tree(before),
                after == null ? null : tree(after),
                null,
                Instant.parse("2026-02-08T10:10:00.123456Z"),
                READ_AT,
                988170984L,
                771L,
                SnapshotMarker.FALSE,
                988172976L);
    }

    private static ObjectNode tree(Struct row) {
        return Json.MAPPER
                .createObjectNode()
                .put("id", row.getInt64("id").intValue())
                .put("score", new BigDecimal(row.getFloat64("score").toString()));
    }
}
