package org.opendatagov.cdc.capture.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayLiteralTest {

    @Test
    void elementsAreReadAndNullsAreNull() {
        assertThat(read("{1,NULL,3}")).containsExactly("1", null, "3");
        assertThat(read("{}")).isEmpty();
    }

    @Test
    void quotesAndBackslashesAreTakenAway() {
        assertThat(read("{\"a,b\",\"\",\"NULL\",\"q\\\"\",\"back\\\\slash\",\"{}\",null}"))
                .containsExactly("a,b", "", "NULL", "q\"", "back\\slash", "{}", "null");
    }

    @Test
    void dimensionsAreListsInLists() {
        assertThat(read("{{1,2},{3,4}}")).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }

    @Test
    void boundsAreLeftOut() {
        assertThat(read("[0:1][-3:-3]={{a},{b}}")).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void boxesAreDividedBySemicolons() {
        assertThat(ArrayLiteral.read("{(1,1),(0,0);(2,2),(0,0)}", ';', text -> text))
                .containsExactly("(1,1),(0,0)", "(2,2),(0,0)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "}", "{1", "{1}2", "1,2", "{\"a}", "{\"a\\", "{{1}", "[1:1]"})
    void anythingElseIsRefusedWithoutQuotingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessage("a value of an array column isn't the text of an array");
    }

    private static List<Object> read(String text) {
        return ArrayLiteral.read(text, ',', element -> element);
    }
}
