package org.opendatagov.cdc.bench.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Contender contender = new ServiceContender("service", "this service", null, Map.of(), false);
    private final Report report = new Report();

    @Test
    void whatOneRunLostIsLost() {
        report.add(drain(30_000, 0));
        report.add(drain(20_000, 2));
        report.add(new DelayResult(contender, OptionalInt.of(10), 15, 27, 90, 0.1, 1));

        assertThat(report.lost()).isEqualTo(3);
    }

    @Test
    void theMedianRoundStandsInTheFirstTable() {
        List.of(10_000, 30_000, 20_000).forEach(rate -> report.add(drain(rate, 0)));

        assertThat(report.toMarkdown())
                .contains("| this service | 20,000 | 0 | 40.0 |")
                .contains("| this service, round 2 | 30,000 |");
    }

    private DrainResult drain(double rate, int lost) {
        return new DrainResult(contender, rate, 0, 40, 30, 4, 5, 3, 40, 1 << 30, lost, 0);
    }
}
