package org.opendatagov.cdc.bench.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResultTest {

    @Test
    void theSecondHalfIsMeasured() {
        Result result = result(1, 4, 6);

        assertThat(result.rate()).isEqualTo(25);
        assertThat(result.middle().contenderCpu(result.end())).isEqualTo(2_000_000 / 50.0);
        assertThat(result.begin().rate(result.middle())).isEqualTo(15);
        assertThat(result.begin().contenderCpu(result.middle())).isEqualTo(3_000_000 / 45.0);
    }

    @Test
    void theMedianIsTheLowerOfTwo() {
        List<Result> rounds =
                Stream.of(result(0, 1, 2), result(0, 1, 3), result(0, 1, 4)).toList();

        assertThat(Result.median(rounds)).isEqualTo(rounds.get(1));
        assertThat(Result.median(rounds.subList(0, 2))).isEqualTo(rounds.get(1));
    }

    /** Of 100 events 5 had been delivered at a first second, half at another and all at a third; each second takes one of CPU. */
    private static Result result(int first, int half, int all) {
        return new Result(null, sample(first, 5), sample(half, 50), sample(all, 100), 0);
    }

    private static Sample sample(int second, int delivered) {
        return new Sample(second * 1_000_000_000L, delivered, second * 1_000_000L, 0, 0);
    }
}
