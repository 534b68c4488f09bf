package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.event.Envelopes.bytes;

import org.junit.jupiter.api.Test;

class ColumnTypesCacheTest {

    private final ColumnTypesCache cache = new ColumnTypesCache();

    @Test
    void theSameBytesAreParsedOnce() {
        ColumnTypes first = cache.get(bytes("{\"a\":\"JSONB\"}"));

        assertThat(cache.get(bytes("{\"a\":\"JSONB\"}"))).isSameAs(first);
        assertThat(cache.get(bytes("{\"b\":\"JSONB\"}"))).isNotEqualTo(first);
    }

    @Test
    void noHeaderTakesNoRoom() {
        assertThat(cache.get(null)).isSameAs(ColumnTypes.NONE);
        assertThat(cache.get(new byte[0])).isSameAs(ColumnTypes.NONE);
        assertThat(cache.size()).isZero();
    }

    @Test
    void itStaysBounded() {
        for (int i = 0; i < 3 * ColumnTypesCache.LIMIT; i++) {
            cache.get(bytes("{\"column" + i + "\":\"JSONB\"}"));
            assertThat(cache.size()).isLessThanOrEqualTo(ColumnTypesCache.LIMIT);
        }
    }
}
