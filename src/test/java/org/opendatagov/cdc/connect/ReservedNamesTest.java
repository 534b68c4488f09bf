package org.opendatagov.cdc.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedNamesTest {

    private final ReservedNames reserved = new ReservedNames();

    @ParameterizedTest
    @ValueSource(
            strings = {"bootstrap", "driver", "offset", "offset.storage", "ssl", "sasl", "key", "opendatagov", "record"
            })
    void whatOthersOptionsBeginWithIsReserved(String alias) {
        assertThat(reserved.contains(alias)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"isbn", "reselect", "geometry", "myConverter"})
    void anyOtherNameIsFree(String alias) {
        assertThat(reserved.contains(alias)).isFalse();
    }
}
