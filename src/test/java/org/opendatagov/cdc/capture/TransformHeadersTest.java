package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class TransformHeadersTest {

    private final Properties settings = new Properties();

    @Test
    void asKafkaConnectWritesThemUnlessItIsToldOtherwise() {
        assertThat(written()).containsExactly("op=c", "lsn=5", "op=d", "none=null");
    }

    @Test
    void asTheConverterThatIsNamedWritesThem() {
        settings.setProperty("header.converter", "JsonConverter");
        settings.setProperty("header.converter.schemas.enable", "false");

        assertThat(written()).containsExactly("op=\"c\"", "lsn=5", "op=\"d\"", "none=null");
    }

    @Test
    void anotherConverterIsRefused() {
        settings.setProperty("header.converter", "com.example.Mine");

        assertThatThrownBy(this::written)
                .hasMessage("header.converter can't be com.example.Mine; use SimpleHeaderConverter, JsonConverter or"
                        + " StringConverter");
    }

    @Test
    void mostRecordsHaveNone() {
        assertThat(new TransformHeaders(settings).of(SourceRecords.change(20, 10)))
                .isNull();
    }

    private List<String> written() {
        SourceRecord record = SourceRecords.change(20, 10);
        record.headers()
                .addString("op", "c")
                .addLong("lsn", 5)
                .addString("op", "d")
                .add("none", null, Schema.OPTIONAL_STRING_SCHEMA);
        Headers headers = new TransformHeaders(settings).of(record);
        List<String> written = new ArrayList<>();
        headers.forEach(header -> written.add(header.key() + "="
                + (header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8))));
        return written;
    }
}
