package org.opendatagov.cdc.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroNamesTest {

    @ParameterizedTest
    @CsvSource({
        "run_id, run_id",
        "New name, New_x0020_name",
        "2fast, _x0032_fast",
        "größe, gr_x00F6__x00DF_e",
        "text[], text_x005B__x005D_",
        "_x0020_, _x005F_x0020_",
        "_xyz, _xyz",
        "😀, _xD83D__xDE00_"
    })
    void aColumnsNameComesBack(String column, String name) {
        assertThat(AvroNames.ofColumn(column)).isEqualTo(name);
        assertThat(AvroNames.toColumn(name)).isEqualTo(column);
        assertThat(SchemaBuilder.record("r")
                        .fields()
                        .requiredInt(name)
                        .endRecord()
                        .getField(name))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"cdc.odg.public.audit_events, cdc.odg.public.audit_events", "my-cdc.public.2_t, my_cdc.public._2_t"})
    void aTopicsNameFits(String topic, String name) {
        assertThat(AvroNames.ofTopic(topic)).isEqualTo(name);
        assertThat(SchemaBuilder.record(name + ".Envelope").fields().endRecord().getFullName())
                .isEqualTo(name + ".Envelope");
    }
}
