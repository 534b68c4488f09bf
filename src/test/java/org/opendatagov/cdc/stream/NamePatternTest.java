package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NamePatternTest {

    @Test
    void anyListedNameMatchesAsAWhole() {
        Pattern topics = NamePattern.of("cdc.odg.public.veto_records, cdc.odg.public.data_contracts");
        assertThat(topics.matcher("cdc.odg.public.veto_records").matches()).isTrue();
        assertThat(topics.matcher("cdc.odg.public.data_contracts").matches()).isTrue();
        assertThat(topics.matcher("cdc.odg.public.veto_records_old").matches()).isFalse();
        assertThat(topics.matcher("old.cdc.odg.public.data_contracts").matches())
                .isFalse();
    }

    @Test
    void aStarStandsForAnyCharactersAndADotForItself() {
        Pattern topics = NamePattern.of("cdc.*.public.*,cdc.timescale");
        assertThat(topics.matcher("cdc.odg.public.veto_records").matches()).isTrue();
        assertThat(topics.matcher("cdc.odg.public.").matches()).isTrue();
        assertThat(topics.matcher("cdcxodg.public.veto_records").matches()).isFalse();
        assertThat(topics.matcher("cdc-timescale").matches()).isFalse();
    }

    @Test
    void charactersOfRegularExpressionsHaveNoMeaning() {
        Pattern topics = NamePattern.of("a(b|c)+\\E$");
        assertThat(topics.matcher("a(b|c)+\\E$").matches()).isTrue();
        assertThat(topics.matcher("ab").matches()).isFalse();
    }

    @Test
    void blanksAndEmptyPlacesAreNoNames() {
        assertThat(NamePattern.names(" a , ,b,")).containsExactly("a", "b");
        assertThat(NamePattern.names(null)).isEmpty();
        assertThatThrownBy(() -> NamePattern.of(" , ")).isInstanceOf(IllegalArgumentException.class);
    }
}
