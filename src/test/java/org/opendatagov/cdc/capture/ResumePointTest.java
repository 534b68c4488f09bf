package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.capture.SourceRecords.blocking;
import static org.opendatagov.cdc.capture.SourceRecords.change;
import static org.opendatagov.cdc.capture.SourceRecords.counted;
import static org.opendatagov.cdc.capture.SourceRecords.during;
import static org.opendatagov.cdc.capture.SourceRecords.heartbeat;
import static org.opendatagov.cdc.capture.SourceRecords.incremental;
import static org.opendatagov.cdc.capture.SourceRecords.snapshot;
import static org.opendatagov.cdc.capture.SourceRecords.tombstone;
import static org.opendatagov.cdc.capture.SourceRecords.transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.RecordOrigin;

class ResumePointTest {

    @Test
    void aRecordIsPassedOnlyWhenAnotherFollows() {
        ResumePoint point = delivered(null, change(20, 10), change(30, 10));

        assertThat(point.offset())
                .containsEntry("lsn", 20L)
                .containsEntry(ResumePoint.PARTIAL_LSN, 30L)
                .containsEntry(ResumePoint.PARTIAL_EVENTS, 1);
    }

    @Test
    void aLaterRunDropsJustTheEventsThatAreDelivered() {
        // Three rows that COPY wrote to one page; the batch ended behind the second.
        Map<String, Object> stored =
                delivered(null, change(20, 10), change(30, 10), change(30, 10)).offset();

        assertThat(fresh(stored, change(30, 10), change(30, 10), change(30, 10), change(40, 10)))
                .isEqualTo(List.of(2, 3));
    }

    @Test
    void aRecordOfWhichTwoRunsDeliverAPartIsStillWhole() {
        Map<String, Object> first =
                delivered(null, change(20, 10), change(30, 10)).offset();
        ResumePoint second = new ResumePoint(first);
        second.isDelivered(RecordOrigin.of(change(30, 10)));
        second.advance(RecordOrigin.of(change(30, 10)));

        assertThat(fresh(second.offset(), change(30, 10), change(30, 10), change(30, 10)))
                .isEqualTo(List.of(2));
    }

    @Test
    void aTombstoneIsNotLostBehindItsDelete() {
        Map<String, Object> stored =
                delivered(null, change(20, 10), change(30, 10)).offset();

        assertThat(fresh(stored, change(30, 10), tombstone(30, 10))).isEqualTo(List.of(1));
    }

    @Test
    void beforeTheFirstEventOfAllItStandsJustBeforeThatEvent() {
        assertThat(delivered(null, change(20, 0)).offset())
                .containsEntry("lsn", 19L)
                .containsEntry("lsn_proc", 19L)
                .containsEntry(ResumePoint.PARTIAL_LSN, 20L);
    }

    @Test
    void aHeartbeatBeforeAnyChangeStandsWhereItSays() {
        ResumePoint point = delivered(null, heartbeat(20, 20));

        assertThat(point.offset()).containsEntry("lsn", 20L).containsEntry("lsn_proc", 20L);
        assertThat(fresh(point.offset(), change(20, 20), change(30, 20))).isEqualTo(List.of(0, 1));
    }

    @Test
    void aTransactionThatIsReadAgainFromItsStartIsDroppedUpToWhereItWas() {
        Map<String, Object> stored =
                delivered(null, change(20, 0), change(30, 0)).offset();

        assertThat(fresh(stored, change(20, 0), change(30, 0), change(40, 0))).isEqualTo(List.of(2));
    }

    @Test
    void aSnapshotsRowIsWhereItSaysAndKeepsNoPart() {
        assertThat(delivered(null, snapshot(20), snapshot(20)).offset())
                .containsEntry("snapshot", "INITIAL")
                .doesNotContainKey(ResumePoint.PARTIAL_LSN);
    }

    @Test
    void theFirstChangeAfterASnapshotStandsBesideItsEnd() {
        assertThat(delivered(null, snapshot(20), change(30, 0)).offset())
                .containsEntry("snapshot", "INITIAL")
                .containsEntry("lsn", 20L)
                .containsEntry(ResumePoint.PARTIAL_LSN, 30L)
                .containsEntry(ResumePoint.PARTIAL_EVENTS, 1);
    }

    @Test
    void aHeartbeatBehindTheCommitPassesTheLastEvent() {
        assertThat(delivered(null, change(20, 10), heartbeat(25, 25)).offset())
                .containsEntry("lsn", 20L)
                .doesNotContainKey(ResumePoint.PARTIAL_EVENTS);
        assertThat(fresh(delivered(null, change(20, 10), heartbeat(25, 25)).offset(), change(30, 25)))
                .isEqualTo(List.of(0));
    }

    @Test
    void aHeartbeatInTheMiddleOfARecordIsNotCounted() {
        Map<String, Object> stored = delivered(null, change(20, 10), change(30, 10), heartbeat(30, 10))
                .offset();

        assertThat(fresh(stored, change(30, 10), change(30, 10))).isEqualTo(List.of(1));
    }

    @Test
    void anIncrementalSnapshotGoesOnWhereItIsWhileTheStreamStandsStill() {
        ResumePoint point =
                delivered(null, change(20, 1), change(30, 1), incremental(30, "100"), incremental(30, "200"));

        assertThat(point.offset())
                .containsEntry("lsn", 20L)
                .containsEntry(ResumePoint.PARTIAL_EVENTS, 1)
                .containsEntry("incremental_snapshot_primary_key", "200");
    }

    @Test
    void aRowOfASnapshotOnDemandNeverStandsForTheEventWhoseLsnItBears() {
        ResumePoint point = delivered(null, change(20, 10), incremental(30, "100"), incremental(30, "200"));

        assertThat(point.offset()).doesNotContainKey("snapshot").doesNotContainValue(30L);
        assertThat(fresh(point.offset(), change(20, 10), change(30, 10))).isEqualTo(List.of(1));
    }

    @Test
    void itStandsForNoneWithinARecordEither() {
        ResumePoint point = delivered(null, change(20, 10), change(30, 10), incremental(30, "100"), change(30, 10));

        assertThat(fresh(point.offset(), change(30, 10), incremental(30, "200"), change(30, 10), change(30, 10)))
                .isEqualTo(List.of(1, 3));
    }

    @Test
    void aRowOfABlockingSnapshotIsNoPlaceEither() {
        ResumePoint point = delivered(null, change(20, 10), change(30, 10), blocking(90));

        assertThat(fresh(point.offset(), change(30, 10), change(40, 10))).isEqualTo(List.of(1));
    }

    @Test
    void aSnapshotOnDemandThatHasSentNothingSinceTheRestartGoesOnWhereItWas() {
        Map<String, Object> stored =
                delivered(null, change(20, 10), incremental(20, "100")).offset();

        assertThat(delivered(stored, during(30, "aced000570")).offset())
                .containsEntry("incremental_snapshot_primary_key", "100");
        assertThat(delivered(stored, during(30, "aced000570"), incremental(30, "200"))
                        .offset())
                .containsEntry("incremental_snapshot_primary_key", "200");
    }

    @Test
    void aSnapshotOnDemandThatIsOverIsForgotten() {
        assertThat(delivered(null, change(20, 10), incremental(20, "100"), heartbeat(30, 30))
                        .offset())
                .doesNotContainKey("incremental_snapshot_primary_key");
    }

    @Test
    void aTransactionIsCountedFromWhereItIsReadAgain() {
        ResumePoint point = delivered(
                null, counted(20, "3"), transaction(30, "4"), counted(30, "4"), counted(30, "5"), transaction(40, "5"));

        assertThat(point.offset())
                .containsEntry("transaction_data_collection_order_t", "5")
                .containsEntry(ResumePoint.PARTIAL_EVENTS, 1);
        assertThat(delivered(null, counted(20, "3"), transaction(30, "4"), counted(30, "4"))
                        .offset())
                .containsEntry("transaction_data_collection_order_t", "3")
                .containsEntry(ResumePoint.PARTIAL_EVENTS, 2);
    }

    @Test
    void aHeartbeatFromBeforeTheFirstEventOfARunForgetsNoPart() {
        Map<String, Object> stored =
                delivered(null, change(20, 10), change(30, 10), change(30, 10)).offset();

        Map<String, Object> later = delivered(stored, heartbeat(20, 10)).offset();
        assertThat(later).containsEntry("lsn", 20L).containsEntry(ResumePoint.PARTIAL_EVENTS, 2);
        assertThat(fresh(later, heartbeat(20, 10), change(30, 10), change(30, 10), change(30, 10)))
                .isEqualTo(List.of(0, 3));
    }

    @Test
    void anOffsetOfKafkaConnectIsTakenAsItIs() {
        Map<String, Object> stored = new HashMap<>(Map.of("lsn", 20L, "lsn_proc", 20L, "lsn_commit", 10L, "txId", 7L));

        assertThat(fresh(stored, change(30, 10))).isEqualTo(List.of(0));
        assertThat(new ResumePoint(stored).offset()).isEqualTo(stored);
    }

    private static ResumePoint delivered(Map<String, Object> stored, SourceRecord... events) {
        ResumePoint point = new ResumePoint(stored);
        for (SourceRecord event : events) {
            point.advance(RecordOrigin.of(event));
        }
        return point;
    }

    /** Which of the events a later run would deliver. */
    private static List<Integer> fresh(Map<String, Object> stored, SourceRecord... events) {
        ResumePoint point = new ResumePoint(stored);
        List<Integer> fresh = new ArrayList<>();
        for (int i = 0; i < events.length; i++) {
            RecordOrigin origin = RecordOrigin.of(events[i]);
            if (!point.isDelivered(origin)) {
                fresh.add(i);
                point.advance(origin);
            }
        }
        return fresh;
    }
}
