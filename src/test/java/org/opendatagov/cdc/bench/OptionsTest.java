package org.opendatagov.cdc.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.bench.Options.Program;

class OptionsTest {

    @Test
    void withoutArgumentsABenchmarkHasItsDefaults() {
        assertThat(parse(Program.CAPTURE)).isEqualTo(new Options(3, 1_000_000, 30, List.of(), false));
        assertThat(parse(Program.DELIVER)).isEqualTo(new Options(3, 200_000, 0, List.of(), false));
    }

    @Test
    void allOptionsAreTaken() {
        Options options = parse(
                Program.CAPTURE,
                "--rounds",
                "1",
                "--profile",
                "--events",
                "50000",
                "--only",
                "service,connect",
                "--seconds",
                "0");

        assertThat(options).isEqualTo(new Options(1, 50_000, 0, List.of("service", "connect"), true));
    }

    @Test
    void anUnknownArgumentIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Program.CAPTURE, "--fast"))
                .withMessage("bench/capture doesn't know '--fast'; bench/capture --help shows what it knows.");
    }

    @Test
    void deliveryIsNotMeasuredBySeconds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Program.DELIVER, "--seconds", "3"))
                .withMessage("bench/deliver doesn't know '--seconds'; bench/deliver --help shows what it knows.");
    }

    @Test
    void aWrongNumberIsNamedWithItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Program.DELIVER, "--rounds", "0"))
                .withMessage("--rounds takes a whole number from 1 to 10, not '0'.");
    }

    @Test
    void transactionsAreWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(Program.CAPTURE, "--events", "1050"))
                .withMessage("--events takes a multiple of 100, the changes of a transaction, not 1050.");
    }

    private static Options parse(Program program, String... arguments) {
        return Options.parse(program, List.of(arguments));
    }
}
