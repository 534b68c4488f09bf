package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisEvictionTest {

    @ParameterizedTest
    @CsvSource({"allkeys-lru", "allkeys-lfu", "allkeys-random"})
    void aPolicyThatEvictsAnyKeyIsNamed(String policy) {
        assertThat(RedisEviction.problem(memory(1_000_000, policy)))
                .contains("maxmemory-policy " + policy, "volatile-ttl or noeviction");
    }

    @ParameterizedTest
    @CsvSource({"1000000,noeviction", "1000000,volatile-ttl", "0,allkeys-lru"})
    void othersAreFine(long maxMemory, String policy) {
        assertThat(RedisEviction.problem(memory(maxMemory, policy))).isNull();
    }

    @Test
    void nothingIsSaidWhereNothingIsKnown() {
        assertThat(RedisEviction.problem(null)).isNull();
        assertThat(RedisEviction.problem("# Memory\r\n")).isNull();
    }

    private static String memory(long maxMemory, String policy) {
        return "# Memory\r\nused_memory:1\r\nmaxmemory:" + maxMemory + "\r\nmaxmemory_human:1M\r\nmaxmemory_policy:"
                + policy + "\r\n";
    }
}
