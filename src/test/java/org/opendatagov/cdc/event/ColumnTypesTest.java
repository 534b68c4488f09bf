package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.opendatagov.cdc.event.Envelopes.bytes;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JSON",
                "jsonb",
                "NUMERIC",
                "decimal",
                "_json",
                "_JSONB",
                "_numeric",
                "_DECIMAL",
                "money",
                "FLOAT8",
                "TIMESTAMPTZ",
                "_date",
                "hstore",
                "__jsonb"
            })
    void typesThatPlainJsonCanNotTellAreNamed(String type) {
        assertThat(ColumnTypes.needsNaming(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TEXT", "VARCHAR", "UUID", "INT4", "TIME", "_TEXT", "JSONPATH"})
    void otherTypesAreNot(String type) {
        assertThat(ColumnTypes.needsNaming(type)).isFalse();
        assertThat(ColumnTypes.needsNaming(null)).isFalse();
    }

    @Test
    void aTableGivesAHeaderOfItsNamedColumnsInOrder() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("id", "uuid");
        table.put("metadata", "jsonb");
        table.put("amount", "numeric");
        table.put("tags", "_jsonb");

        ColumnTypes types = ColumnTypes.of(table);

        assertThat(types.toHeader())
                .isEqualTo(bytes("{\"metadata\":\"JSONB\",\"amount\":\"NUMERIC\",\"tags\":\"_JSONB\"}"));
        assertThat(ColumnTypes.parse(types.toHeader())).isEqualTo(types).hasSameHashCodeAs(types);
        assertThat(types.asMap()).containsOnlyKeys("metadata", "amount", "tags");
        assertThat(types.isEmpty()).isFalse();
    }

    @Test
    void aTableOfPlainColumnsNeedsNoHeader() {
        assertThat(ColumnTypes.of(Map.of("id", "uuid")).isEmpty()).isTrue();
        assertThat(ColumnTypes.NONE.toHeader()).isEmpty();
    }

    @Test
    void noHeaderMeansNoTypes() {
        assertThat(ColumnTypes.parse(null)).isSameAs(ColumnTypes.NONE);
        assertThat(ColumnTypes.parse(new byte[0])).isSameAs(ColumnTypes.NONE);
        assertThat(ColumnTypes.parse(bytes("{}")).isEmpty()).isTrue();
    }

    @Test
    void itKeepsNoHandleOnWhatItWasMadeFrom() {
        Map<String, String> table = new LinkedHashMap<>(Map.of("a", "jsonb"));
        ColumnTypes types = ColumnTypes.of(table);

        table.put("b", "jsonb");

        assertThat(types.asMap()).containsOnlyKeys("a").isUnmodifiable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "null", "[]", "{\"a\":{\"secret\":1}}", "{\"a\":\"JSONB\"} secret"})
    void aHeaderThatIsNoMapIsRefusedWithoutQuotingIt(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnTypes.parse(bytes(header)))
                .withMessage("the header cdc.column.types isn't a JSON object of column names and type names")
                .withNoCause();
    }
}
