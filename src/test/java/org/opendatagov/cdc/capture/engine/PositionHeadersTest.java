package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendatagov.cdc.capture.SourceRecords.change;
import static org.opendatagov.cdc.capture.SourceRecords.heartbeat;
import static org.opendatagov.cdc.capture.SourceRecords.incrementalOf;
import static org.opendatagov.cdc.capture.SourceRecords.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.RecordOrigin;

class PositionHeadersTest {

    private final PositionHeaders headers = new PositionHeaders(null, 0);

    @Test
    void aSnapshotsRowsStandAtTheSnapshotsLsn() {
        assertThat(position(headers, snapshot(20))).isEqualTo("20");
        assertThat(position(headers, snapshot(20))).isEqualTo("20");
    }

    @Test
    void theFirstTransactionAfterASnapshotStandsBehindItWhateverItsLsn() {
        position(headers, snapshot(20));

        assertThat(position(headers, change(15, 0))).isEqualTo("21");
        assertThat(position(headers, change(30, 0))).isEqualTo("21");
    }

    @Test
    void whatNamesItsCommitNeedsNoHeader() {
        assertThat(position(headers, change(30, 25))).isNull();
        assertThat(position(headers, heartbeat(30, 25))).isNull();
    }

    @Test
    void inALaterEpochEachRecordSaysItsLiftedPosition() {
        PositionHeaders lifted = new PositionHeaders(null, 1_000);

        assertThat(position(lifted, snapshot(20))).isEqualTo("1020");
        assertThat(position(lifted, change(15, 0))).isEqualTo("1021");
        assertThat(position(lifted, change(30, 25))).isEqualTo("1025");
        assertThat(position(lifted, incrementalOf("a/1/1700000000000/55", 100))).isEqualTo("1055");
        assertThat(position(lifted, heartbeat(30, 25))).isNull();
    }

    @Test
    void withoutASnapshotTheFirstTransactionStandsBehindItsFirstEvent() {
        assertThat(position(headers, change(30, 0))).isEqualTo("31");
        assertThat(position(headers, change(40, 0))).isEqualTo("31");
    }

    @Test
    void aRunThatStartsBehindASnapshotKnowsWhereThatWas() {
        PositionHeaders later = new PositionHeaders(Map.of("lsn", 20L, "snapshot", "INITIAL"), 0);

        assertThat(position(later, change(15, 0))).isEqualTo("21");
    }

    @Test
    void rowsOfASnapshotOnDemandStandWhereItBegan() {
        assertThat(position(headers, incrementalOf("a/1/1700000000000/55", 100)))
                .isEqualTo("55");
        assertThat(position(headers, incrementalOf("b/1/1700000000000/77", 100)))
                .isEqualTo("77");
    }

    @Test
    void rowsOfASnapshotThatAnotherBeganStandWhereTheyAreRead() {
        assertThat(position(headers, incrementalOf("from-kafka-connect", 100))).isNull();
        assertThat(position(headers, incrementalOf("a/1/1700000000000/0", 100))).isNull();
    }

    private static String position(PositionHeaders headers, SourceRecord event) {
        byte[] header = headers.of(RecordOrigin.of(event));
        return header == null ? null : new String(header, StandardCharsets.US_ASCII);
    }
}
