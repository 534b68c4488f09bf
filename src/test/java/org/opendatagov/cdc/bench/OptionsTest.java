package org.opendatagov.cdc.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsAMillionEventsAreDrainedThreeTimes() {
        assertThat(Options.parse(List.of())).isEqualTo(new Options(3, 1_000_000, 30, List.of(), false));
    }

    @Test
    void allOptionsAreTaken() {
        Options options = Options.parse(List.of(
                "--rounds", "1", "--profile", "--events", "50000", "--only", "service,connect", "--seconds", "0"));

        assertThat(options).isEqualTo(new Options(1, 50_000, 0, List.of("service", "connect"), true));
    }

    @Test
    void anUnknownArgumentIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--fast")))
                .withMessage("bench/capture doesn't know '--fast'; bench/capture --help shows what it knows.");
    }

    @Test
    void aWrongNumberIsNamedWithItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--rounds", "0")))
                .withMessage("--rounds takes a whole number from 1 to 10, not '0'.");
    }

    @Test
    void transactionsAreWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--events", "1050")))
                .withMessage("--events takes a multiple of 100, the rows of a transaction, not 1050.");
    }
}
