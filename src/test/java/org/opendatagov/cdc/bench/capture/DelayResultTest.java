package org.opendatagov.cdc.bench.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DelayResultTest {

    @Test
    void aPercentileIsADelayThatSoManyTookAtMost() {
        long[] sorted =
                LongStream.rangeClosed(1, 200).map(millis -> millis * 1_000_000).toArray();

        assertThat(DelayResult.percentile(sorted, 0.5)).isEqualTo(100);
        assertThat(DelayResult.percentile(sorted, 0.99)).isEqualTo(198);
        assertThat(DelayResult.percentile(sorted, 1)).isEqualTo(200);
    }
}
