package org.opendatagov.cdc.capture.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineHistoryTest {

    @Test
    void aHistoryFileIsRead() {
        TimelineHistory history = TimelineHistory.parse(
                List.of("1\t0/3000148\tno recovery target specified", "", "2\t1/A0B\tbefore 2026-02-08"));

        assertThat(history.endOf(1)).isEqualTo(0x3000148L);
        assertThat(history.endOf(2)).isEqualTo(0x1_00000A0BL);
        assertThat(history.endOf(3)).isNull();
    }
}
