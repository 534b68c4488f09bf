package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.opendatagov.cdc.event.Envelopes.TOPIC;
import static org.opendatagov.cdc.event.Envelopes.bytes;
import static org.opendatagov.cdc.event.Envelopes.envelope;
import static org.opendatagov.cdc.event.Envelopes.insert;
import static org.opendatagov.cdc.event.Envelopes.read;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.processor.ConvertBodyProcessor;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What YAML routes do with events: conditions on them, and the conversion of a Kafka record's value. */
class CdcEventInRoutesTest {

    private static final String RUNNING = "{\"run_id\":\"r1\",\"status\":\"running\",\"duration_ms\":null}";
    private static final String FAILED =
            "{\"run_id\":\"r1\",\"status\":\"failed\",\"duration_ms\":3000000000,\"attempt\":2,"
                    + "\"score\":0.85,\"ratio\":2.50,\"late\":true,\"output\":{\"rows\":[{\"n\":7}]}}";

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body.event.newRow[status]} == 'failed' && ${body.event.oldRow[status]} != 'failed'",
                "${body.event.newRow[status]} != ${body.event.oldRow[status]}",
                "${body.event.after[status]} == 'failed' && ${body.event?.before[status]} != 'failed'",
                "${body.event.newRow[status]} in 'failed,cancelled'",
                "${body.event.newRow[status]} regex 'fail.*'",
                "${body.event.newRow[missing]} == null",
                "${body.event.oldRow[duration_ms]} == null",
                "${body.event.newRow[duration_ms]} > 1000",
                "${body.event.newRow[attempt]} == 2",
                "${body.event.newRow[attempt]} < 10",
                "${body.event.newRow[score]} < 0.9",
                "${body.event.newRow[score]} > 0.8",
                "${body.event.newRow[score]} < 1",
                "${body.event.newRow[score]} == 0.85",
                "${body.event.newRow[ratio]} > 2",
                "${body.event.newRow[ratio]} == 2.5",
                "${body.event.newRow[late]} == true",
                "${body.event.newRow[late]}",
                "${body.event.newRow[output][rows][0][n]} == 7",
                "${body.event.table} == 'pipeline_executions'",
                "${body.event.operation} == 'UPDATE'",
                "${body.event.operation.lowerCaseName} in 'create,update'",
                "${body.event.operation.upsert}",
                "${body.event.snapshot.snapshot} == false",
                "${body.key.text} == 'r1'"
            })
    void aConditionHolds(String condition) {
        assertThat(holds(condition, read(envelope("u", RUNNING, FAILED)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body.event.newRow[status]} == 'running'",
                "${body.event.newRow[score]} > 0.9",
                "${body.event.newRow[ratio]} > 3",
                "${body.event.oldRow[status]} != 'running'"
            })
    void aConditionDoesNotHold(String condition) {
        assertThat(holds(condition, read(envelope("u", RUNNING, FAILED)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body.event.newRow[status]} == 'failed' && ${body.event.oldRow[status]} != 'failed'",
                "${body.event?.before[status]} != 'failed'",
                "${body.event.oldRow[status]} == null"
            })
    void aRowBeforeThatIsNotKnownIsAnEmptyOne(String condition) {
        assertThat(holds(condition, read(envelope("u", "null", FAILED)))).isTrue();
    }

    @Test
    void aRowIsAMapOfPlainValues() {
        Map<String, Object> row = read(insert(FAILED)).newRow();

        assertThat(row)
                .containsEntry("duration_ms", 3_000_000_000L)
                .containsEntry("attempt", 2)
                .containsEntry("score", "0.85")
                .containsEntry("output", Map.of("rows", List.of(Map.of("n", 7))))
                .containsKey("status")
                .doesNotContainKey("missing")
                .hasSize(8);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> row.put("status", "ok"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(row::clear);
    }

    @Test
    void wholeNumbersOfNumericColumnsAreWhole() {
        Map<String, Object> row = read(
                        "{\"a\":\"NUMERIC\",\"b\":\"NUMERIC\"}",
                        "{\"a\":\"12\",\"b\":\"123456789012345678901234567890\",\"c\":123456789012345678901234567890}")
                .newRow();

        assertThat(row)
                .containsEntry("a", 12L)
                .containsEntry("b", "123456789012345678901234567890")
                .containsEntry("c", "123456789012345678901234567890");
    }

    @Test
    void theValueOfAKafkaRecordConvertsWithItsHeader() throws Exception {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader("kafka.TOPIC", TOPIC);
        exchange.getMessage().setHeader(ColumnTypes.HEADER, bytes("{\"doc\":\"JSONB\"}"));
        exchange.getMessage().setBody(bytes(insert("{\"doc\":\"{\\\"a\\\":1}\"}")));

        new ConvertBodyProcessor(CdcEvent.class).process(exchange);

        assertThat(exchange.getMessage().getBody(CdcEvent.class).after()).hasToString("{\"doc\":{\"a\":1}}");
        assertThat(holds("${body.newRow[doc][a]} == 1", exchange)).isTrue();
    }

    @Test
    void aTombstoneStaysNull() throws Exception {
        Exchange exchange = new DefaultExchange(camel);

        new ConvertBodyProcessor(CdcEvent.class).process(exchange);

        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @Test
    void aHeartbeatConvertsToNullWhereTheConversionIsNotMandatory() throws Exception {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(bytes("{\"ts_ms\":1}"));

        new ConvertBodyProcessor(CdcEvent.class, null, false).process(exchange);

        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @Test
    void aValueThatIsNoEnvelopeFailsTheExchange() {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> camel.getTypeConverter().convertTo(CdcEvent.class, bytes("secret")))
                .withRootCauseInstanceOf(SerializationException.class);
    }

    @Test
    void aMistypedConditionFailsWithoutPrintingTheRow() {
        assertThatExceptionOfType(RuntimeCamelException.class)
                .isThrownBy(() -> holds("${body.event.rows[status]}", read(insert("{\"name\":\"Ada\"}"))))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("Ada"));
    }

    private boolean holds(String condition, CdcEvent event) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(new CdcRecord(RowKey.parse(bytes("{\"run_id\":\"r1\"}")), event, null));
        return holds(condition, exchange);
    }

    private boolean holds(String condition, Exchange exchange) {
        return camel.resolveLanguage("simple").createPredicate(condition).matches(exchange);
    }
}
