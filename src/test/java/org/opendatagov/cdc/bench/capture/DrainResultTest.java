package org.opendatagov.cdc.bench.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrainResultTest {

    @Test
    void ratesAndCostsAreThoseUntilTheLastEvent() {
        Arrivals arrivals = new Arrivals(5);
        arrivals.add(0, 3_000);
        arrivals.add(1, 3_000);
        arrivals.add(2, 5_000);
        arrivals.add(3, 6_000);
        List<CpuSample> samples = List.of(
                new CpuSample(900, 0, 100, 200),
                new CpuSample(3_000, 40, 100, 200),
                new CpuSample(6_050, 80, 140, 220),
                new CpuSample(8_000, 99, 199, 299));

        DrainResult result = DrainResult.of(null, arrivals, 1_000, samples, 7);

        assertThat(result).isEqualTo(new DrainResult(null, 4 / 3.0, 2 / 3.0, 20, 20, 10, 5, 2, 5, 7, 1, 0));
    }
}
