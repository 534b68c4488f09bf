package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheWriteTest {

    @Test
    void theFenceHashesToTheSlotOfItsEntry() {
        assertThat(fence("t:1")).isEqualTo("{t:1}:fence");
        assertThat(fence("t:{6f96}")).isEqualTo("t:{6f96}:fence");
        assertThat(fence("t:{")).isEqualTo("{t:{}:fence");
    }

    private static String fence(String entry) {
        return new CacheWrite(entry, 0, List.of(), Duration.ZERO).fence();
    }
}
