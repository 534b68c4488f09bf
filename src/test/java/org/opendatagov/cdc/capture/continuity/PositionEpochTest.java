package org.opendatagov.cdc.capture.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PositionEpochTest {

    private final PositionEpoch before = new PositionEpoch("1", 1, 0, 500);

    @Test
    void theFirstBeginsAtZero() {
        assertThat(PositionEpoch.next(null, at("1", 1, 700), true)).isEqualTo(new PositionEpoch("1", 1, 0, 0));
    }

    @Test
    void aConnectorThatContinuesKeepsItsEpochAlsoOnAHigherTimeline() {
        assertThat(PositionEpoch.next(before, at("1", 1, 700), false)).isEqualTo(before);
        assertThat(PositionEpoch.next(before, at("1", 2, 700), false)).isEqualTo(new PositionEpoch("1", 2, 0, 500));
        assertThat(PositionEpoch.next(before, at(null, 0, 700), false)).isEqualTo(before);
    }

    @Test
    void aNewSnapshotFurtherOnKeepsIt() {
        assertThat(PositionEpoch.next(before, at("1", 1, 700), true)).isEqualTo(before);
    }

    @Test
    void anotherServerAnotherTimelineAndALowerPositionBeginANewOne() {
        PositionEpoch next = new PositionEpoch("2", 1, PositionEpoch.SIZE, 0);
        assertThat(PositionEpoch.next(before, at("2", 1, 700), true)).isEqualTo(next);
        assertThat(PositionEpoch.next(before, at("2", 1, 700), false)).isEqualTo(next);
        assertThat(PositionEpoch.next(before, at("1", 2, 700), true).shift()).isEqualTo(PositionEpoch.SIZE);
        assertThat(PositionEpoch.next(before, at("1", 1, 400), true).shift()).isEqualTo(PositionEpoch.SIZE);
        assertThat(PositionEpoch.next(next, at("3", 1, 700), true).shift()).isEqualTo(2 * PositionEpoch.SIZE);
    }

    @Test
    void aNewOneIsAboveAllThatWasReached() {
        PositionEpoch far = before.atLeast(5 * PositionEpoch.SIZE);

        assertThat(PositionEpoch.next(far, at("2", 1, 1), true).shift()).isGreaterThan(5 * PositionEpoch.SIZE);
    }

    @Test
    void thereIsAnEnd() {
        PositionEpoch last = new PositionEpoch("1", 1, 254 * PositionEpoch.SIZE, 0);

        assertThatThrownBy(() -> PositionEpoch.next(last, at("2", 1, 1), true)).hasMessageContaining("another name");
    }

    @Test
    void itIsReadAsItWasWritten() {
        assertThat(PositionEpoch.of(before.toMap())).isEqualTo(before);
        assertThat(PositionEpoch.of(null)).isNull();
    }

    private static SourceIdentity at(String system, int timeline, long lsn) {
        return new SourceIdentity(system, timeline, "odg", "slot", null, null, lsn);
    }
}
