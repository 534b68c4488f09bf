package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private static final Instant NOW = Instant.parse("2026-02-08T10:00:00Z");
    private static final Instant DAYS_AGO = NOW.minus(Duration.ofDays(3));

    private final Deadline deadline = new Deadline(Duration.ofHours(24));

    @Test
    void itCountsFromWhenTheChangeCame() {
        Instant written = NOW.minus(Duration.ofHours(20));

        assertThat(deadline.isOver("a", written, NOW)).isFalse();
        assertThat(deadline.isOver("a", written, NOW.plus(Duration.ofHours(3)))).isFalse();
        assertThat(deadline.isOver("a", written, NOW.plus(Duration.ofHours(4)))).isTrue();
    }

    @Test
    void afterALongOutageEachIsTriedForAMinute() {
        assertThat(deadline.isOver("a", DAYS_AGO, NOW)).isFalse();
        assertThat(deadline.isOver("a", DAYS_AGO, NOW.plusSeconds(59))).isFalse();
        assertThat(deadline.isOver("a", DAYS_AGO, NOW.plusSeconds(60))).isTrue();
        assertThat(deadline.isOver("b", DAYS_AGO, NOW.plusSeconds(60))).isFalse();
        assertThat(deadline.isOver("b", DAYS_AGO, NOW.plusSeconds(120))).isTrue();
    }

    @Test
    void aShorterOneIsKeptAlsoAfterAnOutage() {
        Deadline short5 = new Deadline(Duration.ofSeconds(5));

        assertThat(short5.isOver("a", DAYS_AGO, NOW)).isFalse();
        assertThat(short5.isOver("a", DAYS_AGO, NOW.plusSeconds(5))).isTrue();
    }

    @Test
    void withNoneTheFirstTryIsTheLast() {
        assertThat(new Deadline(Duration.ZERO).isOver("a", NOW, NOW)).isTrue();
    }
}
