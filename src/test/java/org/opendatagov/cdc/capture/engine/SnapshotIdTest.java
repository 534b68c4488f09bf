package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotIdTest {

    @Test
    void itIsReadAsItIsWritten() {
        SnapshotId id = new SnapshotId("by/hand", 3, 1_700_000_000_000L, 988_172_975L);

        assertThat(id).hasToString("by/hand/3/1700000000000/988172975");
        assertThat(SnapshotId.parse(id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a", "a/1/2", "a/x/2/3"})
    void whatAnotherHasGivenIsNoneOfOurs(String id) {
        assertThat(SnapshotId.parse(id)).isNull();
    }
}
