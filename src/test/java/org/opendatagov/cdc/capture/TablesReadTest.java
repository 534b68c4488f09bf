package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TablesReadTest {

    private final TablesRead read = new TablesRead();

    @Test
    void aTableCountsWithItsLastRow() {
        assertThat(read.advance(0, false)).isZero();
        assertThat(read.advance(0, true)).isEqualTo(1);
        assertThat(read.advance(1, true)).as("its only row").isEqualTo(2);
    }

    @Test
    void oneOfWhichNoRowCameWasEmpty() {
        assertThat(read.advance(3, false)).isEqualTo(3);
    }

    @Test
    void severalAreReadAtATime() {
        assertThat(read.advance(0, false)).isZero();
        assertThat(read.advance(1, false)).isZero();
        assertThat(read.advance(2, true)).isEqualTo(1);
        assertThat(read.advance(3, false)).isEqualTo(1);
        assertThat(read.advance(0, false)).isEqualTo(1);
        assertThat(read.advance(3, true)).isEqualTo(2);
        assertThat(read.advance(1, true)).isEqualTo(3);
        assertThat(read.advance(0, true)).isEqualTo(4);
    }
}
