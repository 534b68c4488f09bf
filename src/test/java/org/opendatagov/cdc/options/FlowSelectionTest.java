package org.opendatagov.cdc.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.support.PatternHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowSelectionTest {

    @ParameterizedTest
    @CsvSource({
        "'*', deliver-cache, true",
        "'capture-odg', capture-odg, true",
        "'capture-odg', capture-odg-2, false",
        "'capture-odg-*', capture-odg, false",
        "'capture-odg-*', capture-odg-2, true",
        "'capture-odg*', capture-odg, true",
        "'*-cache', deliver-cache, true",
        "'*-cache', deliver-caches, false",
        "'deliver-*, notify-*', notify-model-card, true",
        "'a.c', abc, false",
        "'', deliver-cache, false",
        "'none', deliver-cache, false",
        "'none', none, false",
    })
    void aPatternMeansWholeNames(String setting, String route, boolean included) {
        FlowSelection flows = FlowSelection.of(setting);

        assertThat(flows.includes(route)).isEqualTo(included);
        assertThat(PatternHelper.matchPatterns(route, flows.camelPattern().split(",", -1)))
                .isEqualTo(included);
    }

    @Test
    void aNameThatNoRouteHasIsUnknownUnlessAConnectorMayBePostedForIt() {
        assertThat(FlowSelection.of("deliver-cahce,deliver-*,capture-posted,deliver-search")
                        .unknown(List.of("deliver-cache", "deliver-search")))
                .containsExactly("deliver-cahce");
        assertThat(FlowSelection.of("none").unknown(List.of("deliver-cache"))).isEmpty();
    }
}
