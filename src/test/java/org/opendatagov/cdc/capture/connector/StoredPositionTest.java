package org.opendatagov.cdc.capture.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredPositionTest {

    @Test
    void itIsWhatHasBeenProcessed() {
        assertThat(StoredPosition.of(Map.of("lsn", 8L, "lsn_proc", 7L))).isEqualTo(7L);
        // Small numbers come back from JSON as integers.
        assertThat(StoredPosition.of(Map.of("lsn_proc", 7))).isEqualTo(7L);
    }

    @Test
    void withoutOffsetThereIsNone() {
        assertThat(StoredPosition.of(null)).isNull();
    }

    @Test
    void beforeTheFirstChangeItIsWhereAHeartbeatStood() {
        assertThat(StoredPosition.of(Map.of("lsn", 8L))).isEqualTo(8L);
    }

    @Test
    void aSnapshotThatBeginsAgainHasNone() {
        assertThat(StoredPosition.of(Map.of("lsn_proc", 7L, "snapshot", "INITIAL")))
                .isNull();
    }

    @Test
    void behindASnapshotItIsTheSnapshotsEnd() {
        assertThat(StoredPosition.of(Map.of("lsn", 8L, "snapshot", "INITIAL", "last_snapshot_record", true)))
                .isEqualTo(8L);
    }
}
