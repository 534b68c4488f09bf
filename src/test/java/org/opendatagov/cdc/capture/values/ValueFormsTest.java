package org.opendatagov.cdc.capture.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.postgresql.PGStatement;
import org.postgresql.core.Oid;

class ValueFormsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$1,234.56|1234.56",
                "-$0.01|-0.01",
                "($1,234,567.00)|-1234567.00",
                "¥1,234|1234",
                "$12|12",
                "£92,233,720,368,547,758.07|92233720368547758.07",
                // Commas and points that mean something else.
                "1.234,56 €|1.234,56 €",
                "12,34 €|12,34 €",
                "1.234.567|1.234.567"
            })
    void anAmountOfMoneyLosesItsCurrencyAndCommas(String money, String amount) {
        assertThat(convert(Oid.MONEY, money)).isEqualTo(amount);
    }

    @Test
    void whatJdbcMakesOfAValueIsItsTextAgain() {
        assertThat(convert(Oid.NUMERIC, new SpecialValueDecimal(new BigDecimal("2.50"))))
                .isEqualTo("2.50");
        assertThat(convert(Oid.NUMERIC, SpecialValueDecimal.NOT_A_NUMBER)).isEqualTo("NaN");
        assertThat(convert(Oid.NUMERIC, SpecialValueDecimal.NEGATIVE_INF)).isEqualTo("-Infinity");
        assertThat(convert(Oid.DATE, Date.valueOf("2026-02-08"))).isEqualTo("2026-02-08");
        assertThat(convert(Oid.DATE, new Date(PGStatement.DATE_POSITIVE_INFINITY)))
                .isEqualTo("infinity");
        assertThat(convert(Oid.DATE, new Date(PGStatement.DATE_NEGATIVE_INFINITY)))
                .isEqualTo("-infinity");
        assertThat(convert(Oid.INT2, 7)).isEqualTo(7);
        assertThat(convert(Oid.FLOAT4, 0.1f)).isEqualTo(0.1f);
        assertThat(convert(Oid.BOOL, true)).isEqualTo(true);
        assertThat(convert(Oid.TEXT, null)).isNull();
    }

    static Stream<ValueForm> formsOfLargeValues() {
        ValueForm text = ValueForms.of(Oid.TEXT, 6);
        return Stream.of(
                text,
                ValueForms.of(Oid.BYTEA, 6),
                ValueForms.HSTORE,
                array(text, 1),
                array(text, 2),
                array(ValueForms.of(Oid.INT4, 6), 1),
                array(ValueForms.of(Oid.INT4, 6), 2),
                array(ValueForms.of(Oid.INT8, 6), 1),
                array(ValueForms.of(Oid.FLOAT4, 6), 1),
                array(ValueForms.of(Oid.FLOAT8, 6), 1),
                array(ValueForms.of(Oid.BOOL, 6), 1),
                array(ValueForms.of(Oid.BYTEA, 6), 1),
                array(ValueForms.HSTORE, 1));
    }

    @ParameterizedTest
    @MethodSource("formsOfLargeValues")
    void whatStandsForAValueThatIsNotThereNeverReachesAReader(ValueForm form) {
        Object missing = form.converter(form.columnSchema())
                .convert(UnchangedToastedReplicationMessageColumn.UNCHANGED_TOAST_VALUE);
        Schema column = form.columnSchema().build();
        Schema row = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("large", column)
                .build();
        Struct after = new Struct(row).put("id", 1).put("large", missing);

        assertThat(event(after).after()).hasToString("{\"id\":1}");
    }

    private static ValueForm array(ValueForm element, int dimensions) {
        return ArrayForm.of("public.t.c", element, ',', dimensions);
    }

    private static Object convert(int type, Object data) {
        ValueForm form = ValueForms.of(type, 6);
        return form.converter(form.columnSchema()).convert(data);
    }

    private static CdcEvent event(Struct after) {
        Schema source = SchemaBuilder.struct()
                .field("table", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
        Schema envelope = SchemaBuilder.struct()
                .field("after", after.schema())
                .field("source", source)
                .field("op", Schema.STRING_SCHEMA)
                .build();
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", false), false);
            byte[] value = json.fromConnectData(
                    "topic",
                    envelope,
                    new Struct(envelope)
                            .put("after", after)
                            .put("source", new Struct(source).put("table", "t").put("ts_ms", 1L))
                            .put("op", "u"));
            assertThat(new String(value, StandardCharsets.UTF_8)).contains("large");
            return new CdcEventDeserializer().deserialize("topic", value);
        }
    }

    @Test
    void arraysHaveTheDimensionsOfTheirColumn() {
        ValueForm matrix = array(ValueForms.of(Oid.INT4, 6), 2);

        assertThat(matrix.type()).isEqualTo("_INT4");
        assertThat(matrix.ofText().apply("{{1,2},{3,4}}")).isEqualTo(List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(matrix.ofText().apply("{1,2}")).isEqualTo(List.of(List.of(1, 2)));
        assertThat(matrix.ofText().apply("{}")).isEqualTo(List.of());
        assertThat(array(ValueForms.of(Oid.INT4, 6), 1).ofText().apply("{{{1},{2}},{{3},{4}}}"))
                .isEqualTo(List.of(1, 2, 3, 4));
    }
}
