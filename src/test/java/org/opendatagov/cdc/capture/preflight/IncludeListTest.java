package org.opendatagov.cdc.capture.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.function.Predicates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.capture.connector.TableName;

class IncludeListTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "Mixed Case", "a.b", "price$", "a,b", "a\"b", "back\\slash", "(x)*[y]{2}^|+?", "ä"})
    void aNameIsWrittenSoThatDebeziumFindsItAndNoOther(String table) {
        TableName name = new TableName("my.schema", table);

        String entry = IncludeList.escaped(name);

        assertThat(Predicates.includes(entry, TableName::toString))
                .accepts(name)
                .rejects(new TableName("myxschema", table), new TableName("my.schema", table + "x"));
    }
}
