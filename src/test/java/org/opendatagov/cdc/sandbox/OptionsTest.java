package org.opendatagov.cdc.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsItRunsUntilItIsStopped() {
        Options options = Options.parse(List.of());

        assertThat(options.isBounded()).isFalse();
        assertThat(options.rate()).isEqualTo(200);
    }

    @Test
    void allOptionsAreTaken() {
        Options options = Options.parse(List.of("--rate", "50", "--seconds", "30", "--seed", "7"));

        assertThat(options).isEqualTo(new Options(30, 50, 7));
        assertThat(options.isBounded()).isTrue();
    }

    @Test
    void anUnknownArgumentIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--fast")))
                .withMessage("./sandbox doesn't know '--fast'; ./sandbox --help shows what it knows.");
    }

    @Test
    void aWrongOrMissingNumberIsNamedWithItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--rate", "0")))
                .withMessage("--rate takes a whole number from 1 to 20000, not '0'.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--seconds")))
                .withMessage("--seconds takes a whole number from 1 to 3000, not ''.");
    }
}
