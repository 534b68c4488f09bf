package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        assertThat(SearchFields.mappingOf("JSONB", false)).hasToString("{\"type\":\"object\",\"enabled\":false}");
        assertThat(SearchFields.mappingOf("JSONB", true).path("type").asText()).isEqualTo("flattened");
        assertThat(SearchFields.mappingOf("NUMERIC", true))
                .hasToString("{\"type\":\"double\",\"ignore_malformed\":true}");
        assertThat(SearchFields.mappingOf("DATE", false).path("format").asText())
                .isEqualTo("strict_date_optional_time");
        assertThat(SearchFields.mappingOf("TEXT", false)).isNull();
    }

    @Test
    void aFieldTellsHowItsColumnWasMapped() {
        for (String type : new String[] {"JSON", "NUMERIC", "FLOAT4", "DATE"}) {
            ObjectNode mapping = SearchFields.mappingOf(type, false);
            assertThat(SearchFields.mappingOf(SearchFields.typeMappedSo(mapping), false))
                    .isEqualTo(mapping);
        }
        assertThat(SearchFields.typeMappedSo(SearchFields.mappingOf("HSTORE", true)))
                .isEqualTo("JSONB");
        assertThat(SearchFields.typeMappedSo(
                        JsonNodeFactory.instance.objectNode().put("type", "text")))
                .isNull();
    }
}
