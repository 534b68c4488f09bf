package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.event.Envelopes.TOPIC;
import static org.opendatagov.cdc.event.Envelopes.bytes;
import static org.opendatagov.cdc.event.Envelopes.insert;
import static org.opendatagov.cdc.event.Envelopes.read;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Events of a Kafka Connect whose JSON converter puts a schema around them. */
class ConnectSchemaTest {

    private static final String ROW =
            "{\"id\":\"1\",\"title\":\"{}\",\"metadata\":\"{\\\"a\\\":[1]}\",\"tags\":[\"[2]\",null]}";

    @Test
    void itsJsonColumnsAreReadAsJsonAndATextStaysAText() {
        assertThat(read(wrapped(ROW)).after())
                .hasToString("{\"id\":\"1\",\"title\":\"{}\",\"metadata\":{\"a\":[1]},\"tags\":[[2],null]}");
    }

    @Test
    void itsJsonColumnsAreAddedToTheRecordsHeaders() {
        Headers headers = new RecordHeaders();

        new CdcEventDeserializer().deserialize(TOPIC, headers, bytes(wrapped(ROW)));

        assertThat(ColumnTypes.parse(headers.lastHeader(ColumnTypes.HEADER).value())
                        .asMap())
                .containsEntry("metadata", "JSONB")
                .containsEntry("tags", "_JSONB")
                .hasSize(2);
    }

    @Test
    void aHeaderHasTheLastWord() {
        Headers headers = new RecordHeaders();
        headers.add(ColumnTypes.HEADER, bytes("{\"title\":\"JSONB\"}"));

        CdcEvent event = new CdcEventDeserializer().deserialize(TOPIC, headers, bytes(wrapped(ROW)));

        assertThat(event.after().path("title").isObject()).isTrue();
        assertThat(event.after().path("metadata").isTextual()).isTrue();
        assertThat(headers.headers(ColumnTypes.HEADER)).hasSize(1);
    }

    @Test
    void aRecordWithoutASchemaGetsNoHeader() {
        Headers headers = new RecordHeaders();

        new CdcEventDeserializer().deserialize(TOPIC, headers, bytes(insert(ROW)));

        assertThat(headers.toArray()).isEmpty();
    }

    /** An insert as Debezium 2.5 and 3.6 wrap it, with the columns of the row and what else matters. */
    private static String wrapped(String row) {
        String columns = """
                [{"type":"string","optional":false,"name":"io.debezium.data.Uuid","version":1,"field":"id"},\
                {"type":"string","optional":false,"field":"title"},\
                {"type":"string","optional":true,"name":"io.debezium.data.Json","version":1,"field":"metadata"},\
                {"type":"array","items":{"type":"string","optional":true,"name":"io.debezium.data.Json","version":1},\
                "optional":true,"field":"tags"}]""";
        String value = "{\"type\":\"struct\",\"fields\":%s,\"optional\":true,\"name\":\"t.Value\",\"field\":\"%s\"}";
        return "{\"schema\":{\"type\":\"struct\",\"fields\":[" + value.formatted(columns, "before") + ","
                + value.formatted(columns, "after")
                + ",{\"type\":\"string\",\"optional\":false,\"field\":\"op\"}],\"optional\":false,"
                + "\"name\":\"t.Envelope\",\"version\":2},\"payload\":" + insert(row) + "}";
    }
}
