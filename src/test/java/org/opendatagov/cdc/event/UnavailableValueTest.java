package org.opendatagov.cdc.event;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.event.Envelopes.bytes;
import static org.opendatagov.cdc.event.Envelopes.envelope;
import static org.opendatagov.cdc.event.Envelopes.read;

import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
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

    @Test
    void whatOnlyResemblesItStays() {
        String row = "{\"a\":\"" + TEXT + " \",\"b\":[\"" + TEXT + "\",\"" + TEXT + "\"],\"c\":[],\"d\":{},\"f\":["
                + Stream.generate(() -> "95").limit(TEXT.length()).collect(joining(",")) + "]}";

        assertThat(read(envelope("c", "null", row)).after()).hasToString(row);
    }
}
