package org.opendatagov.cdc.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** A random source that always draws 0: no jitter. */
    private static final RandomGenerator NONE = () -> 0;

    @Test
    void waitsDoubleUpToTheBoundAndBeginAnewAfterAReset() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), NONE);
        assertThat(Stream.generate(backoff::next).limit(5).map(Duration::toMillis))
                .containsExactly(500L, 1000L, 2000L, 3000L, 3000L);
        backoff.reset();
        assertThat(backoff.next()).hasMillis(500);
    }

    @Test
    void jitterShortensAWaitByUpToAHalf() {
        Backoff backoff = new Backoff(Duration.ofMillis(400), Duration.ofMillis(400), new Random(1));
        assertThat(Stream.generate(backoff::next).limit(1000).map(Duration::toMillis))
                .allMatch(wait -> wait >= 200 && wait <= 400)
                .anyMatch(wait -> wait < 250)
                .anyMatch(wait -> wait > 350);
    }

    @Test
    void aBoundBelowTheFirstWaitHolds() {
        Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(1), NONE);
        assertThat(backoff.next()).hasSeconds(1);
    }
}
