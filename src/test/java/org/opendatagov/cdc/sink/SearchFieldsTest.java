package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchFieldsTest {

    @ParameterizedTest
    @CsvSource({
        "id,id",
        "MiXed Name,MiXed Name",
        "a.b,a%2Eb",
        "a%2Eb,a%252Eb",
        ".,%2E",
        "100%,100%25",
        "' ',%20",
        "'\"q\"','\"q\"'"
    })
    void noTwoColumnsShareAField(String column, String field) {
        assertThat(SearchFields.nameOf(column)).isEqualTo(field);
    }

    @Test
    void whatElasticsearchCanNotTellIsMapped() {
        assertThat(SearchFields.mappingOf("JSONB")).hasToString("{\"type\":\"object\",\"enabled\":false}");
        assertThat(SearchFields.mappingOf("NUMERIC")).hasToString("{\"type\":\"double\",\"ignore_malformed\":true}");
        assertThat(SearchFields.mappingOf("DATE").path("format").asText()).isEqualTo("strict_date_optional_time");
        assertThat(SearchFields.mappingOf("TEXT")).isNull();
    }
}
