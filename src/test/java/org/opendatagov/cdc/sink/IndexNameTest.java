package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndexNameTest {

    @Test
    void theIndexIsNamedAfterTheTable() {
        assertThat(index("cdc_{table}", "model_cards")).isEqualTo("cdc_model_cards");
    }

    @Test
    void aTableThatAnIndexCantBeCalledLikeIsTranslated() {
        assertThat(index("cdc_{table}", "Model Cards:v2/*")).isEqualTo("cdc_model_cards_v2__");
    }

    @Test
    void theTemplateIsForAllIndicesOfThePattern() {
        assertThat(IndexName.parse("cdc_{table}").wildcard()).isEqualTo("cdc_*");
        assertThat(IndexName.parse("cdc-{database}-{schema}{table}").wildcard()).isEqualTo("cdc-*-*");
        assertThat(IndexName.parse("everything").wildcard()).isEqualTo("everything");
    }

    @Test
    void anOptionThatNoIndexCanBeCalledLikeIsRefused() {
        for (String option : List.of("CDC_{table}", "cdc {table}", "cdc/{table}", "cdc*", "a,b")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IndexName.parse(option))
                    .withMessageContaining("the option index is '" + option + "'");
        }
    }

    @Test
    void anOptionWithoutABeginningOfItsOwnIsRefused() {
        for (String option : List.of("{table}", "_{table}", "-x", ".hidden_{table}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IndexName.parse(option))
                    .withMessageContaining("has to begin with a letter or a digit");
        }
    }

    private static String index(String option, String table) {
        return IndexName.parse(option).of(Rows.create(table, "1", 0, "{}"));
    }
}
