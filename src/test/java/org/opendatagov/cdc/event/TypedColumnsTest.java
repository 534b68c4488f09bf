package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.opendatagov.cdc.event.Envelopes.TOPIC;
import static org.opendatagov.cdc.event.Envelopes.bytes;
import static org.opendatagov.cdc.event.Envelopes.envelope;
import static org.opendatagov.cdc.event.Envelopes.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedColumnsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\\\"a\\\": {\\\"b\\\": [1, 2.50]}}|{\"a\":{\"b\":[1,2.50]}}",
                "[\\\"x\\\", null, true]|[\"x\",null,true]",
                "\\\"text\\\"|\"text\"",
                "5|5",
                "1.10|1.10",
                "null|null",
                "{\\\"big\\\":123456789012345678901234567890.10}|{\"big\":123456789012345678901234567890.10}"
            })
    void aJsonbTextBecomesItsTree(String text, String tree) {
        assertThat(read("{\"doc\":\"JSONB\"}", "{\"doc\":\"" + text + "\"}").after())
                .hasToString("{\"doc\":" + tree + "}");
        assertThat(read("{\"doc\":\"JSON\"}", "{\"doc\":\"" + text + "\"}").after())
                .hasToString("{\"doc\":" + tree + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{} {}", "hello", "{\\\"a\\\":}"})
    void aTextThatIsNoJsonStaysAText(String text) {
        String row = "{\"doc\":\"" + text + "\"}";

        assertThat(read("{\"doc\":\"JSONB\"}", row).after()).hasToString(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.50",
                "0",
                "-0.00",
                "3.14159265358979323846",
                "123456789012345678901234567890",
                "100",
                "0.1000000"
            })
    void aNumericTextBecomesTheExactNumber(String text) {
        JsonNode amount = read("{\"amount\":\"NUMERIC\"}", "{\"amount\":\"" + text + "\"}")
                .after()
                .get("amount");

        assertThat(amount).isInstanceOf(DecimalNode.class);
        assertThat(amount.decimalValue()).isEqualTo(new BigDecimal(text));
        assertThat(amount).hasToString(new BigDecimal(text).toString());
    }

    @Test
    void theLongestNumericSurvives() {
        String longest = "-" + "9".repeat(131_072) + "." + "9".repeat(16_383);

        assertThat(read("{\"n\":\"NUMERIC\"}", "{\"n\":\"" + longest + "\"}").after())
                .hasToString("{\"n\":" + longest + "}");
        assertThat(read("{}", "{\"n\":" + longest + "}").after()).hasToString("{\"n\":" + longest + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "NaN,NaN",
        "Infinity,Infinity",
        "-Infinity,-Infinity",
        "NAN,NaN",
        "POSITIVE_INFINITY,Infinity",
        "NEGATIVE_INFINITY,-Infinity",
        "'',''",
        "twelve,twelve"
    })
    void aNumericThatIsNoNumberIsTheTextThatPostgresqlWrites(String text, String expected) {
        assertThat(read("{\"n\":\"NUMERIC\"}", "{\"n\":\"" + text + "\"}").after())
                .hasToString("{\"n\":\"" + expected + "\"}");
    }

    @Test
    void aTextLongerThanAnyNumberStaysAText() {
        String row = "{\"n\":\"" + "9".repeat(200_000) + "\"}";

        assertThat(read("{\"n\":\"NUMERIC\"}", row).after()).hasToString(row);
    }

    @Test
    void arraysAreReadElementByElement() {
        assertThat(read(
                                "{\"docs\":\"_JSONB\",\"sums\":\"_NUMERIC\"}",
                                "{\"docs\":[\"{\\\"a\\\":1}\",null,\"oops{\"],\"sums\":[\"2.50\",\"NAN\",null,\"1\"]}")
                        .after())
                .hasToString("{\"docs\":[{\"a\":1},null,\"oops{\"],\"sums\":[2.50,\"NaN\",null,1]}");
    }

    @Test
    void onlyNamedColumnsAndOnlyTextsChange() {
        assertThat(read(
                                "{\"doc\":\"JSONB\",\"n\":\"NUMERIC\",\"l\":\"_JSONB\",\"gone\":\"JSONB\"}",
                                "{\"other\":\"{}\",\"doc\":null,\"n\":7,\"l\":null,\"list\":[\"1\"],\"no\":\"1\"}")
                        .after())
                .hasToString("{\"other\":\"{}\",\"doc\":null,\"n\":7,\"l\":null,\"list\":[\"1\"],\"no\":\"1\"}");
    }

    @Test
    void theRowBeforeIsTypedToo() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(ColumnTypes.HEADER, bytes("{\"doc\":\"JSONB\"}"));

        CdcEvent event = new CdcEventDeserializer()
                .deserialize(TOPIC, headers, bytes(envelope("d", "{\"doc\":\"{\\\"a\\\":1}\"}", "null")));

        assertThat(event.before()).hasToString("{\"doc\":{\"a\":1}}");
    }

    @Test
    void aBrokenHeaderIsRefusedInOneSentence() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> read("secret", "{}"))
                .withMessage(
                        "A record of the topic '" + TOPIC
                                + "' is no change event: the header cdc.column.types isn't a JSON object of column names and type names");
    }
}
