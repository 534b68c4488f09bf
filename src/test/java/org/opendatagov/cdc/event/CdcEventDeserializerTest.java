package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.opendatagov.cdc.event.Envelopes.TOPIC;
import static org.opendatagov.cdc.event.Envelopes.bytes;
import static org.opendatagov.cdc.event.Envelopes.envelope;
import static org.opendatagov.cdc.event.Envelopes.insert;
import static org.opendatagov.cdc.event.Envelopes.read;

import java.math.BigDecimal;
import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CdcEventDeserializerTest {

    private final CdcEventDeserializer deserializer = new CdcEventDeserializer();

    @Test
    void anUpdateGivesEveryField() {
        CdcEvent event = read(envelope(
                "u", "{\"run_id\":\"r1\",\"status\":\"running\"}", "{\"run_id\":\"r1\",\"status\":\"failed\"}"));

        assertThat(event.operation()).isEqualTo(CdcOperation.UPDATE);
        assertThat(event.database()).isEqualTo("odg");
        assertThat(event.schema()).isEqualTo("public");
        assertThat(event.table()).isEqualTo("pipeline_executions");
        assertThat(event.connector()).isEqualTo("cdc.odg");
        assertThat(event.before()).hasToString("{\"run_id\":\"r1\",\"status\":\"running\"}");
        assertThat(event.after()).hasToString("{\"run_id\":\"r1\",\"status\":\"failed\"}");
        assertThat(event.message()).isNull();
        assertThat(event.sourceTime()).isEqualTo(Instant.parse("2026-02-08T10:10:00.123456Z"));
        assertThat(event.eventTime()).isEqualTo(Instant.parse("2026-02-08T10:10:00.391728004Z"));
        assertThat(event.lsn()).isEqualTo(988170984L);
        assertThat(event.transactionId()).isEqualTo(771L);
        assertThat(event.snapshot()).isEqualTo(SnapshotMarker.FALSE);
        assertThat(event.position()).isEqualTo(988172976L);
    }

    @Test
    void aSchemaAroundTheEnvelopeChangesNothing() {
        String plain = insert("{\"id\":7}");
        String wrapped =
                "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"field\":\"op\",\"type\":\"string\"}]},\"payload\":"
                        + plain + "}";
        String turned = "{\"payload\":" + plain + ",\"schema\":null}";

        assertThat(read(wrapped)).isEqualTo(read(plain));
        assertThat(read(turned)).isEqualTo(read(plain));
    }

    @ParameterizedTest
    @CsvSource({"c,CREATE", "u,UPDATE", "r,READ"})
    void anUpsertCarriesItsRow(String op, CdcOperation operation) {
        CdcEvent event = read(envelope(op, "null", "{\"id\":1}"));

        assertThat(event.operation()).isEqualTo(operation);
        assertThat(event.operation().isUpsert()).isTrue();
        assertThat(event.before()).isNull();
        assertThat(event.after().get("id").intValue()).isEqualTo(1);
    }

    @Test
    void aDeleteCarriesTheRowBefore() {
        CdcEvent event = read(envelope("d", "{\"run_id\":\"r1\",\"status\":null}", "null"));

        assertThat(event.operation()).isEqualTo(CdcOperation.DELETE);
        assertThat(event.before()).hasToString("{\"run_id\":\"r1\",\"status\":null}");
        assertThat(event.after()).isNull();
    }

    @Test
    void aTruncateHasATableButNoRow() {
        CdcEvent event = read(envelope("t", "null", "null"));

        assertThat(event.operation()).isEqualTo(CdcOperation.TRUNCATE);
        assertThat(event.table()).isEqualTo("pipeline_executions");
        assertThat(event.before()).isNull();
        assertThat(event.after()).isNull();
    }

    @Test
    void aMessageHasItsContentDecodedAndNoTable() {
        CdcEvent event = deserializer.deserialize("cdc.odg.message", bytes("""
                        {"op":"m","ts_ms":1770545400391,"source":{"version":"3.6.1.Final","connector":"postgresql",\
                        "name":"cdc.odg","ts_ms":1770545400123,"snapshot":"false","db":"odg","sequence":"[null,\\"26\\"]",\
                        "ts_us":1770545400123456,"ts_ns":1770545400123456000,"schema":"","table":"","txId":null,"lsn":26,\
                        "xmin":null},"transaction":null,"message":{"prefix":"audit","content":"Z3LDvMOfZQ=="}}"""));

        assertThat(event.operation()).isEqualTo(CdcOperation.MESSAGE);
        assertThat(event.message().prefix()).isEqualTo("audit");
        assertThat(event.message().content()).isEqualTo(bytes("grüße"));
        assertThat(event.schema()).isNull();
        assertThat(event.table()).isNull();
        assertThat(event.transactionId()).isNull();
        assertThat(event.eventTime()).isEqualTo(Instant.ofEpochMilli(1770545400391L));
        assertThat(event).hasToString("CdcEvent[MESSAGE odg at 0]");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"true\"',TRUE",
        "'\"first\"',FIRST",
        "'\"first_in_data_collection\"',FIRST_IN_DATA_COLLECTION",
        "'\"last_in_data_collection\"',LAST_IN_DATA_COLLECTION",
        "'\"last\"',LAST",
        "'\"incremental\"',INCREMENTAL",
        "'\"false\"',FALSE",
        "true,TRUE",
        "false,FALSE",
        "null,FALSE"
    })
    void everySnapshotMarkerIsKnown(String json, SnapshotMarker marker) {
        assertThat(read(envelope("r", "null", "{\"id\":1}", json, "null")).snapshot())
                .isEqualTo(marker);
    }

    @ParameterizedTest
    @CsvSource({
        "'[\\\"988172976\\\",\\\"988170984\\\"]',988172976",
        "'[null,\\\"988170984\\\"]',0",
        "'[null,null]',0",
        "'[\\\"9187343239835811839\\\",null]',9187343239835811839"
    })
    void thePositionIsTheFirstOfTheSequence(String sequence, long position) {
        assertThat(read(envelope("c", "null", "{}", "\"false\"", "\"" + sequence + "\""))
                        .position())
                .isEqualTo(position);
    }

    @Test
    void thePositionIsZeroWithoutASequence() {
        assertThat(read(envelope("r", "null", "{}", "\"incremental\"", "null")).position())
                .isZero();
    }

    @Test
    void timesFallBackToCoarserUnits() {
        String micros = insert("{}").replace(",\"ts_ns\":1770545400123456000", "");
        String millis = micros.replace(",\"ts_us\":1770545400123456", "");

        assertThat(read(micros).sourceTime()).isEqualTo(Instant.parse("2026-02-08T10:10:00.123456Z"));
        assertThat(read(millis).sourceTime()).isEqualTo(Instant.parse("2026-02-08T10:10:00.123Z"));
        assertThat(read(millis.replace("1770545400123", "-1")).sourceTime())
                .isEqualTo(Instant.parse("1969-12-31T23:59:59.999Z"));
    }

    @Test
    void theEventTimeMayBeMissing() {
        String json = insert("{}")
                .replace(
                        "\"ts_ms\":1770545400391,\"ts_us\":1770545400391728,\"ts_ns\":1770545400391728004",
                        "\"ts_ms\":null");

        assertThat(read(json).eventTime()).isNull();
    }

    @Test
    void valuesKeepTheirTypesAndNumbersTheirText() {
        String row =
                "{\"a\":1,\"b\":9007199254740993,\"c\":123456789012345678901234567890,\"d\":2.50,\"e\":0.10000000000000000001,"
                        + "\"f\":true,\"g\":false,\"h\":null,\"i\":\"text\",\"j\":[1,2.50,null],\"k\":{\"l\":\"m\"},\"n\":1E+400}";

        assertThat(read(insert(row)).after()).hasToString(row);
        assertThat(read(insert(row)).after().get("d").decimalValue()).isEqualTo(new BigDecimal("2.50"));
    }

    @Test
    void aTombstoneIsNull() {
        assertThat(deserializer.deserialize(TOPIC, null)).isNull();
        assertThat(read("{\"schema\":null,\"payload\":null}")).isNull();
    }

    @Test
    void aHeartbeatIsNull() {
        assertThat(read("{\"ts_ms\":1770545400123}")).isNull();
        assertThat(read("{\"schema\":{\"type\":\"struct\"},\"payload\":{\"ts_ms\":1770545400123}}"))
                .isNull();
        assertThat(deserializer.deserialize("__debezium-heartbeat.cdc.odg", bytes("{\"any\":1}")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"BEGIN\",\"id\":\"771:988170984\",\"event_count\":null,\"data_collections\":null,\"ts_ms\":1}",
                "{\"status\":\"END\",\"id\":\"771:988170984\",\"event_count\":2,\"data_collections\":[{\"data_collection\":\"public.a\",\"event_count\":2}],\"ts_ms\":1}"
            })
    void aTransactionBoundaryIsNull(String json) {
        assertThat(read(json)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|it holds no JSON object",
                "[1]|it holds no JSON object",
                "null|it holds no JSON object",
                "{}|it has no field 'op'",
                "{\"id\":\"secret\",\"ts_ms\":1}|it has no field 'op'",
                "{\"status\":\"secret\"}|it has no field 'op'",
                "{\"op\":1}|it has no field 'op'",
                "{\"op\":\"secret\"}|its op is none of c, u, d, r, t and m",
                "{\"op\":\"c\",\"after\":{}}|it has no field 'source'",
                "{\"op\":\"c\",\"after\":{},\"source\":\"secret\"}|its field 'source' is no object",
                "{\"op\":\"c\",\"after\":\"secret\"}|its field 'after' is neither an object nor null",
                "{\"op\":\"c\",\"after\":{},\"source\":{\"table\":\"t\"}}|it has no field 'source.ts_ms'",
                "{\"op\":\"c\",\"after\":{},\"source\":{\"ts_ms\":1}}|it has no field 'source.table'",
                "{\"op\":\"c\",\"after\":{},\"source\":{\"table\":5}}|its field 'source.table' is no text",
                "{\"op\":\"c\",\"source\":{\"lsn\":\"secret\"}}|its field 'source.lsn' is no whole number",
                "{\"op\":\"c\",\"source\":{\"ts_ms\":\"secret\"}}|one of its timestamps is no whole number",
                "{\"op\":\"c\",\"source\":{\"snapshot\":\"secret\"}}|its field 'source.snapshot' is no snapshot marker",
                "{\"op\":\"c\",\"source\":{\"sequence\":\"[\\\"-5\\\",null]\"}}|its field 'source.sequence' is no list of two LSNs",
                "{\"op\":\"c\",\"source\":{\"sequence\":\"[\\\"9223372036854775807\\\",null]\"}}|its field 'source.sequence' is no list of two LSNs",
                "{\"op\":\"c\",\"source\":{\"sequence\":\"secret\"}}|its field 'source.sequence' is no list of two LSNs",
                "{\"op\":\"c\",\"source\":{\"sequence\":\"[\\\"secret\\\",null]\"}}|its field 'source.sequence' is no list of two LSNs",
                "{\"op\":\"u\",\"source\":{\"table\":\"t\",\"ts_ms\":1}}|it has the op 'u' but no row in 'after'",
                "{\"op\":\"m\",\"source\":{\"ts_ms\":1}}|it has the op 'm' but no field 'message'",
                "{\"op\":\"m\",\"message\":{\"prefix\":\"p\",\"content\":\"secret!\"}}|its message's content is no base64",
                "{\"payload\":\"secret\"}|its payload is no JSON object",
                "{\"ts_ms\":1} {\"secret\":1}|something follows its JSON object",
                "secret|it isn't JSON from byte 0 on",
                "{\"op\":\"c\",secret}|it isn't JSON from byte 10 on",
                "{\"after\":{\"a\":\"secret|it isn't JSON from byte 21 on",
                "{\"after\":{\"a\":1|it isn't JSON from byte 15 on"
            })
    void whatIsNoEnvelopeIsRefusedInOneSentenceThatDoesNotQuoteIt(String json, String reason) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> read(json))
                .withMessage("A record of the topic '" + TOPIC + "' is no change event: " + reason)
                .withNoCause();
    }

    @Test
    void aPrintedEventTellsNoRow() {
        assertThat(read(insert("{\"name\":\"Ada\"}")))
                .hasToString("CdcEvent[CREATE odg public.pipeline_executions at 988172976]");
    }
}
