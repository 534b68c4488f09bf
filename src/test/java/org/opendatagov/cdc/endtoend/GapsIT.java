package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.postgresql.replication.LogSequenceNumber;

/** Whatever makes a gap in the stream stops the connector, which says from where to where; a new snapshot is the way back. */
@ExtendWith(CaptureWorld.Provider.class)
class GapsIT {

    private static final Map<String, String> AS_IT_IS = Map.of();
    private static final Map<String, String> WHEN_NEEDED = Map.of("snapshotMode", "when_needed");

    private final CaptureWorld world;
    private GapStage stage;

    GapsIT(CaptureWorld world) {
        this.world = world;
    }

    @AfterEach
    void remove() throws Exception {
        stage.remove();
    }

    @Test
    void aPublicationThatWasMadeAnewWhileTheConnectorWasAway() throws Exception {
        stage = GapStage.in(world, "gap_anew");
        stage.captureSome(AS_IT_IS);
        stage.sql("DROP PUBLICATION gap_anew");
        stage.insert();
        stage.makePublication();
        stage.insert();

        assertGap("publication 'gap_anew'", "has been dropped and made anew", "the stream has a gap from LSN ");
        assertWayBack();
    }

    @Test
    void aTableThatWasOutOfThePublicationWhileTheConnectorWasAway() throws Exception {
        stage = GapStage.in(world, "gap_out");
        stage.captureSome(AS_IT_IS);
        stage.sql("ALTER PUBLICATION gap_out DROP TABLE gap_out_b");
        stage.insert();
        stage.sql("ALTER PUBLICATION gap_out ADD TABLE gap_out_b");

        ConnectorStatus status = assertGap("has left out some of its tables for a while", " in public.gap_out_b; set");
        assertThat(status.gap().tables()).containsExactly("public.gap_out_b");
    }

    @Test
    void aTableThatIsTakenOutOfThePublicationWhileItStreams() throws Exception {
        stage = GapStage.in(world, "gap_narrow");
        stage.insert();
        try (LocalCapture capture = stage.start()) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.insert();
            stage.awaitSame();
            long before = stage.number("SELECT pg_current_wal_lsn() - '0/0'");

            stage.sql("ALTER PUBLICATION gap_narrow DROP TABLE gap_narrow_a");
            stage.insert();

            ConnectorStatus status = GapStage.awaitGap(capture);
            assertThat(status.reason()).contains("leaves out some of its tables now", "public.gap_narrow_a");
            assertThat(status.gap().from()).isLessThanOrEqualTo(before);
            assertThat(status.gap().to()).isGreaterThan(before);
            assertThat(capture.meter("cdc.stream.gap")).isEqualTo(1);
        }
    }

    @Test
    void aPublicationThatIsDroppedWhileItStreams() throws Exception {
        stage = GapStage.in(world, "gap_dropped");
        stage.insert();
        try (LocalCapture capture = stage.start()) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.insert();
            stage.awaitSame();

            stage.sql("DROP PUBLICATION gap_dropped");
            stage.insert();

            assertThat(GapStage.awaitGap(capture).reason()).contains("publication 'gap_dropped'", "has been dropped");
            stage.makePublication();
        }
        assertGap("has been dropped and made anew");
    }

    @Test
    void aTableThatComesBackIsReadByASnapshotThatTheRouteAsksFor() throws Exception {
        stage = GapStage.in(world, "gap_filled");
        stage.insert();
        try (LocalCapture capture = stage.start(WHEN_NEEDED)) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.insert();
            stage.awaitSame();

            stage.sql("ALTER PUBLICATION gap_filled DROP TABLE gap_filled_a");
            stage.insert();
            await().until(() -> capture.status().state() == ConnectorState.FAILED);
            stage.sql("ALTER PUBLICATION gap_filled ADD TABLE gap_filled_a");

            stage.awaitSame();
        }
    }

    @Test
    void operationsThatWereLeftOutForAWhile() throws Exception {
        stage = GapStage.in(world, "gap_operations");
        stage.captureSome(AS_IT_IS);
        stage.sql("ALTER PUBLICATION gap_operations SET (publish = 'insert')");
        stage.sql("UPDATE gap_operations_a SET v = 7");
        stage.sql("ALTER PUBLICATION gap_operations SET (publish = 'insert, update, delete, truncate')");

        assertGap("has been altered and set back");
    }

    @Test
    void aSlotThatSomebodyAdvanced() throws Exception {
        stage = GapStage.in(world, "gap_advanced");
        stage.captureSome(AS_IT_IS);
        stage.insert();
        stage.sql("SELECT pg_replication_slot_advance('gap_advanced', pg_current_wal_lsn())");
        stage.insert();

        ConnectorStatus status = assertGap("replication slot 'gap_advanced'", "has been read or advanced");
        long confirmed = stage.number(
                "SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name = 'gap_advanced'");
        assertThat(status.gap().toLsn())
                .isEqualTo(LogSequenceNumber.valueOf(confirmed).asString());
        assertWayBack();
    }

    /** Who owns the publication, more tables in it, and an owner's new choice of operations make no gap. */
    @Test
    void whatLosesNothingIsNoGap() throws Exception {
        stage = GapStage.in(world, "gap_none");
        stage.captureSome(AS_IT_IS);
        stage.sql("CREATE TABLE gap_none_c (id int PRIMARY KEY); CREATE ROLE gap_none_owner;"
                + " GRANT CREATE ON DATABASE odg TO gap_none_owner;"
                + " ALTER PUBLICATION gap_none ADD TABLE gap_none_c;"
                + " ALTER PUBLICATION gap_none OWNER TO gap_none_owner");
        stage.insert();
        try (LocalCapture capture = stage.start()) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();

            stage.sql("ALTER PUBLICATION gap_none DROP TABLE gap_none_c; DROP TABLE gap_none_c;"
                    + " ALTER PUBLICATION gap_none OWNER TO postgres; REVOKE CREATE ON DATABASE odg FROM gap_none_owner;"
                    + " DROP ROLE gap_none_owner");
            stage.insert();
            stage.awaitSame();
        }
        stage.insert();
        try (LocalCapture capture = stage.start()) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();
            assertThat(capture.status().gap()).isNull();
        }
    }

    private ConnectorStatus assertGap(String... parts) throws Exception {
        try (LocalCapture capture = stage.start()) {
            ConnectorStatus status = GapStage.awaitGap(capture);
            assertThat(status.reason()).contains(parts).contains("the stream has a gap from LSN ", "when_needed");
            assertThat(status.reason()).startsWith(status.gap().sentence());
            return status;
        }
    }

    private void assertWayBack() throws Exception {
        stage.insert();
        try (LocalCapture capture = stage.start(WHEN_NEEDED)) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();
            stage.insert();
            stage.awaitSame();
            assertThat(capture.status().gap()).isNull();
        }
    }
}
