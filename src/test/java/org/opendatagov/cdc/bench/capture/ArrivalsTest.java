package org.opendatagov.cdc.bench.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ArrivalsTest {

    @Test
    void lostAndRepeatedEventsAreCounted() {
        Arrivals arrivals = new Arrivals(4);
        arrivals.add(0, 10);
        arrivals.add(2, 11);
        arrivals.add(0, 12);

        assertThat(arrivals.lost()).isEqualTo(2);
        assertThat(arrivals.repeated()).isEqualTo(1);
        assertThat(arrivals.count()).isEqualTo(2);
    }

    @Test
    void partitionsMayBeReadInAnyOrder() {
        Arrivals arrivals = new Arrivals(4);
        arrivals.add(0, 30);
        arrivals.add(1, 40);
        arrivals.add(2, 10);
        arrivals.add(3, 20);

        assertThat(arrivals.timeOf(1)).isEqualTo(10);
        assertThat(arrivals.timeOf(2)).isEqualTo(20);
        assertThat(arrivals.timeOf(4)).isEqualTo(40);
    }

    @Test
    void anEventOfNoRowIsNoResult() {
        assertThatIllegalStateException().isThrownBy(() -> new Arrivals(4).add(4, 10));
    }

    @Test
    void aKeyTellsItsRow() {
        assertThat(Events.row("{\"id\":\"00000000-0000-0000-0000-0000000f423f\"}".getBytes(UTF_8)))
                .isEqualTo(999_999);
    }
}
