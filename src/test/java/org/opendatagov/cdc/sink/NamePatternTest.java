package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.sink.NamePattern.Placeholder;

class NamePatternTest {

    private final CdcRecord row =
            Rows.record(CdcOperation.UPDATE, "pipeline_versions", new RowKey(List.of("etl", "7")), 1, "{}");

    @Test
    void theDefaultKeyIsTableAndKey() {
        assertThat(ofARow("{table}:{key}").render(row)).isEqualTo("pipeline_versions:etl:7");
    }

    @Test
    void everyPlaceholderCanStandAnywhere() {
        assertThat(ofARow("x-{database}/{schema}/{key}/{table}.y").render(row))
                .isEqualTo("x-odg/public/etl:7/pipeline_versions.y");
    }

    @Test
    void anUnknownPlaceholderIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofARow("{tabel}:{key}"))
                .withMessage("the option key has the placeholder {tabel} in '{tabel}:{key}'; "
                        + "known are {table}, {schema}, {database}, {key}");
    }

    @Test
    void anIndexHasNoPlaceholderForTheKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamePattern.parse("index", "cdc_{key}", Placeholder.OF_A_TABLE))
                .withMessageContaining("known are {table}, {schema}, {database}");
    }

    @Test
    void aLoneBraceIsRefused() {
        for (String pattern : List.of("{table", "table}:{key}", "{{table}}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ofARow(pattern))
                    .withMessageContaining("has a brace without its partner in '" + pattern + "'");
        }
    }

    @Test
    void anEmptyPatternIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ofARow(" ")).withMessageContaining("is empty");
    }

    private static NamePattern ofARow(String pattern) {
        return NamePattern.parse("key", pattern, Placeholder.OF_A_ROW);
    }
}
