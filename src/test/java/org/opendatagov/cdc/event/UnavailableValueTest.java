package org.opendatagov.cdc.event;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendatagov.cdc.event.Envelopes.TOPIC;
import static org.opendatagov.cdc.event.Envelopes.bytes;
import static org.opendatagov.cdc.event.Envelopes.envelope;
import static org.opendatagov.cdc.event.Envelopes.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnavailableValueTest {

    private static final String TEXT = "__debezium_unavailable_value";

    static Stream<String> placeholders() {
        String base64 = Base64.getEncoder().encodeToString(bytes(TEXT));
        return Stream.of(
                "\"" + TEXT + "\"",
                "\"" + base64 + "\"",
                "[\"" + TEXT + "\"]",
                "[\"" + base64 + "\"]",
                "[\"" + UUID.nameUUIDFromBytes(bytes(TEXT)) + "\"]",
                "[" + TEXT.chars().mapToObj(Integer::toString).collect(joining(",")) + "]",
                "{\"" + TEXT + "\":\"" + TEXT + "\"}",
                "\"{\\\"" + TEXT + "\\\":\\\"" + TEXT + "\\\"}\"");
    }

    @ParameterizedTest
    @MethodSource("placeholders")
    void theColumnIsLeftOutOfBothRows(String placeholder) {
        String row = "{\"id\":1,\"large\":" + placeholder + ",\"name\":\"n\"}";

        CdcEvent event = read(envelope("u", row, row));

        assertThat(event.after()).hasToString("{\"id\":1,\"name\":\"n\"}");
        assertThat(event.before()).hasToString("{\"id\":1,\"name\":\"n\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSONB", "NUMERIC", "_JSONB", "_NUMERIC"})
    void aTypedColumnIsLeftOutToo(String type) {
        String value = type.startsWith("_") ? "[\"" + TEXT + "\"]" : "\"" + TEXT + "\"";

        assertThat(read("{\"large\":\"" + type + "\"}", "{\"id\":1,\"large\":" + value + "}")
                        .after())
                .hasToString("{\"id\":1}");
    }

    @ParameterizedTest
    @MethodSource("placeholders")
    void aRealValueThatLooksLikeOneStaysWhereTheHeaderDoesNotNameIt(String value) {
        String row = "{\"id\":1,\"large\":" + value + ",\"name\":\"n\"}";
        Headers headers = new RecordHeaders().add(UnavailableColumns.HEADER, bytes("[\"name\"]"));

        CdcEvent event = new CdcEventDeserializer().deserialize(TOPIC, headers, bytes(envelope("u", row, row)));

        assertThat(event.before()).hasToString(row);
        assertThat(event.after()).hasToString("{\"id\":1,\"large\":" + value + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[1", "\"large\""})
    void aHeaderThatIsNoListOfNamesIsRefused(String header) {
        Headers headers = new RecordHeaders().add(UnavailableColumns.HEADER, bytes(header));

        assertThatThrownBy(() ->
                        new CdcEventDeserializer().deserialize(TOPIC, headers, bytes(envelope("c", "null", "{}"))))
                .hasMessageContaining("the header cdc.unavailable.columns isn't a JSON list of column names");
    }

    @ParameterizedTest
    @MethodSource("placeholders")
    void captureKnowsWhatLooksLikeOne(String placeholder) throws Exception {
        assertThat(UnavailableColumns.looksUnavailable(new ObjectMapper().readValue(placeholder, Object.class)))
                .isTrue();
        assertThat(UnavailableColumns.looksUnavailable(bytes(TEXT))).isTrue();
        assertThat(UnavailableColumns.looksUnavailable(ByteBuffer.wrap(bytes(TEXT))))
                .isTrue();
        assertThat(UnavailableColumns.looksUnavailable(TEXT + " ")).isFalse();
        assertThat(UnavailableColumns.looksUnavailable(null)).isFalse();
    }

    @Test
    void whatOnlyResemblesItStays() {
        String row = "{\"a\":\"" + TEXT + " \",\"b\":[\"" + TEXT + "\",\"" + TEXT + "\"],\"c\":[],\"d\":{},\"f\":["
                + Stream.generate(() -> "95").limit(TEXT.length()).collect(joining(",")) + "]}";

        assertThat(read(envelope("c", "null", row)).after()).hasToString(row);
    }
}
