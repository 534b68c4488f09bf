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

    @Test
    void whatIsReachedIsTheFarthestThatTheStreamHasBeen() {
        assertThat(StoredPosition.reached(Map.of("lsn", 8L, "lsn_proc", 7L, "lsn_commit", 6L)))
                .isEqualTo(8L);
        assertThat(StoredPosition.reached(Map.of("lsn", 6L, "lsn_proc", 7, "lsn_commit", 9)))
                .isEqualTo(9L);
        assertThat(StoredPosition.reached(Map.of("lsn", 8L, StoredPosition.PARTIAL_LSN, 10L)))
                .isEqualTo(10L);
    }

    @Test
    void nothingIsReachedWhileASnapshotRuns() {
        assertThat(StoredPosition.reached(Map.of("lsn", 8L, "snapshot", "INITIAL", "last_snapshot_record", false)))
                .isNull();
        assertThat(StoredPosition.reached(null)).isNull();
    }
}
