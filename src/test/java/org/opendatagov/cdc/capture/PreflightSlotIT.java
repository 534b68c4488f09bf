package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.endtoend.CaptureWorld;
import org.postgresql.replication.PGReplicationStream;

/** The replication slot: there, free, and able to go on where the connector left off. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightSlotIT {

    private static final Long EARLY = 1L;

    private final CaptureWorld world;
    private PreflightSource source;

    PreflightSlotIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = PreflightSource.in(world);
    }

    @AfterEach
    void freeSlot() throws Exception {
        source.dropSlot();
    }

    @Test
    void aSlotThatIsStillToBeMade() throws Exception {
        assertThat(source.check("slot").message()).endsWith("will be made at the start");
    }

    @Test
    void aSlotInOrderSaysWhatItHolds() throws Exception {
        source.createSlot();

        assertThat(source.findings()).isEmpty();
        assertThat(source.check("slot").message()).endsWith(" is free");
        assertThat(source.check("slot-wal").message())
                .contains(" behind and holds ", " of WAL, without a limit (max_slot_wal_keep_size = -1)");
        store(Long.MAX_VALUE);
        assertThat(source.check("slot").status()).isEqualTo(Status.OK);
    }

    @Test
    void aSlotThatIsGoneIsAGap() throws Exception {
        store(0xa0bL);

        PreflightCheck check = source.check("continuity");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.sentence())
                .matches("replication slot '" + source.route.getSlotName() + "' of " + source.database()
                        + " is gone: the stream has a gap from LSN 0/A0B to LSN [0-9A-F]+/[0-9A-F]+; set snapshotMode to"
                        + " when_needed in the route, so that a new snapshot reads the tables again");
        try (Connection session = source.session()) {
            assertThatThrownBy(() -> source.preflight().stream().gap(session, Map.of("lsn_proc", EARLY)))
                    .hasMessageContaining(" is gone: ");
        }
    }

    @Test
    void aSlotThatBeginsLaterThanTheOffsetIsAGap() throws Exception {
        source.createSlot();
        store(EARLY);

        PreflightCheck check = source.check("continuity");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.message())
                .contains(", after the one where the connector left off: the stream has a gap from LSN 0/1 to LSN ");
    }

    @Test
    void aGapIsFilledByASnapshotWhenTheRouteSaysSo() throws Exception {
        source.route.setSnapshotMode("when_needed");
        store(EARLY);
        assertThat(source.check("continuity").message()).endsWith("; a new snapshot will read the tables again");

        source.createSlot();

        PreflightCheck check = source.check("continuity");
        assertThat(check.status()).isEqualTo(Status.OK);
        assertThat(check.message()).endsWith("; a new snapshot will read the tables again");
    }

    @Test
    void aConnectorThatOnlyTakesASnapshotNeedsNeitherSlotNorPublication() throws Exception {
        source.route.setSnapshotMode("initial_only");
        source.execute("DROP PUBLICATION \"Pub\"");
        store(EARLY);

        assertThat(source.findings()).isEmpty();
        assertThat(source.report().checks())
                .extracting(PreflightCheck::name)
                .doesNotContain("slot", "publication", "wal-level");
    }

    @Test
    void aSlotOfAnotherDatabase() throws Exception {
        PreflightSource other = PreflightSource.in(world);
        other.route.setSlotName(source.route.getSlotName());
        other.createSlot();

        PreflightCheck check = source.mended("slot");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.message()).endsWith(" belongs to database '" + other.name + "'");
    }

    @Test
    void aPhysicalSlot() throws Exception {
        source.execute("SELECT pg_create_physical_replication_slot('" + source.route.getSlotName() + "')");

        assertThat(source.mended("slot").message()).endsWith(" is a physical one");
    }

    @Test
    void aSlotOfAnotherPlugin() throws Exception {
        source.createSlot();
        source.route.setPluginName("decoderbufs");

        PreflightCheck check = source.mended("slot");

        assertThat(check.sentence()).contains(" uses the plugin 'pgoutput' instead of 'decoderbufs'; ");
        assertThat(check.needsMending()).isTrue();
    }

    @Test
    void aSlotThatAnotherReadsUntilItIsFree() throws Exception {
        source.createSlot();
        try (Connection other = source.replicationSession("other-reader");
                PGReplicationStream stream = source.read(other);
                Leadership leadership = leadership()) {
            PreflightCheck check = source.check("slot");

            assertThat(check.status()).isEqualTo(Status.PROBLEM);
            assertThat(check.needsMending()).isFalse();
            assertThat(check.sentence())
                    .contains(" is in use by process ", "(other-reader); stop the other reader, or choose another");
            assertThat(stream.isClosed()).isFalse();
        }
        await().untilAsserted(() -> assertThat(source.findings()).isEmpty());
    }

    @Test
    void aSlotThatTheConnectorItselfReads() throws Exception {
        source.createSlot();
        try (Leadership leadership = leadership();
                Connection own = source.replicationSession("Debezium Streaming");
                PGReplicationStream stream = source.read(own)) {
            assertThat(source.findings()).isEmpty();
            assertThat(source.check("slot").message()).endsWith(" is being read by the connector");
            // At its start it has no reader yet, so this must be a leftover.
            assertThatThrownBy(() -> source.preflight().check(leadership.session(), null))
                    .hasMessageContaining(" is in use by process ");
            assertThat(stream.isClosed()).isFalse();
        }
    }

    @Test
    void theReportOfAStandbyIsOneToo() throws Exception {
        source.createSlot();
        try (Leadership leader = leadership();
                Connection own = source.replicationSession("Debezium Streaming");
                PGReplicationStream stream = source.read(own);
                Leadership standby = new Leadership(source.database(), source.route.getSlotName(), "preflight")) {
            assertThat(standby.tryAcquire()).isFalse();

            assertThat(source.findings()).isEqualTo(List.of());
            assertThat(leader.session().isClosed()).isFalse();
            assertThat(stream.isClosed()).isFalse();
        }
    }

    @Test
    void aSnapshotThatWasInterruptedBeginsAgainWithANewSlot() throws Exception {
        source.storeOffset(Map.of("lsn_proc", EARLY, "snapshot", "INITIAL"));

        assertThat(source.check("slot").message()).endsWith("will be made at the start");
    }

    private void store(Long lsn) throws Exception {
        source.storeOffset(Map.of("lsn_proc", lsn));
    }

    private Leadership leadership() {
        Leadership leadership = new Leadership(source.database(), source.route.getSlotName(), "preflight");
        assertThat(leadership.tryAcquire()).isTrue();
        return leadership;
    }
}
