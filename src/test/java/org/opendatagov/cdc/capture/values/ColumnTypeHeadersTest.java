package org.opendatagov.cdc.capture.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ColumnTypeHeadersTest {

    private final ColumnTypeHeaders headers = new ColumnTypeHeaders();

    @Test
    void onlyColumnsThatJsonCannotTellAreNamed() {
        Schema row = SchemaBuilder.struct()
                .field("id", text("UUID"))
                .field("metadata", text("JSONB"))
                .field("amount", text("NUMERIC"))
                .build();
        Schema envelope = SchemaBuilder.struct().field("after", row).build();

        assertThat(new String(headers.of(record(envelope)), StandardCharsets.UTF_8))
                .isEqualTo("{\"metadata\":\"JSONB\",\"amount\":\"NUMERIC\"}");
    }

    @Test
    void aTombstoneHasNone() {
        assertThat(headers.of(record(null))).isNull();
    }

    @Test
    void aHeartbeatHasNone() {
        assertThat(headers.of(record(SchemaBuilder.struct()
                        .field("ts_ms", Schema.INT64_SCHEMA)
                        .build())))
                .isNullOrEmpty();
    }

    private static Schema text(String postgresType) {
        return SchemaBuilder.string()
                .parameter(ColumnTypeHeaders.TYPE, postgresType)
                .build();
    }

    private static SourceRecord record(Schema value) {
        return new SourceRecord(Map.of(), Map.of(), "topic", null, null, null, value, null);
    }
}
