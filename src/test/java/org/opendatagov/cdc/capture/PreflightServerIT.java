package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.endtoend.CaptureWorld;
import org.opendatagov.cdc.servers.PostgresServer;

/** The server's own settings, on a server of the test's own as they have to be changed and take a restart. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightServerIT {

    private final PostgresServer postgres = new PostgresServer("preflight-server")
            .leave("wal_level")
            .leave("max_wal_senders")
            .leave("max_replication_slots");
    private final CaptureWorld world;
    private PreflightSource source;

    PreflightServerIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void start() throws Exception {
        postgres.start();
        source = PreflightSource.on(postgres, world.kafka);
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void aServerAsItComesThatHasNothingToSpare() throws Exception {
        source.execute("ALTER SYSTEM SET max_replication_slots = 1");
        source.execute("ALTER SYSTEM SET max_wal_senders = 1");
        restart();
        source.execute("SELECT pg_create_physical_replication_slot('of_somebody_else')");
        try (Connection other = source.replicationSession("other-reader")) {
            PreflightCheck wal = source.check("wal-level");
            PreflightCheck senders = source.check("wal-senders");
            PreflightCheck slots = source.check("replication-slots");

            assertThat(wal.sentence())
                    .isEqualTo(source.database() + " has wal_level 'replica' and can't be captured; run ALTER SYSTEM"
                            + " SET wal_level = 'logical' and restart PostgreSQL");
            assertThat(wal.needsMending()).isTrue();
            assertThat(senders.message()).endsWith(" has no walsenders left: all 1 are in use");
            assertThat(slots.message()).endsWith(" has no replication slots left: all 1 are in use");
            for (PreflightCheck full : new PreflightCheck[] {senders, slots}) {
                assertThat(full.status()).isEqualTo(Status.PROBLEM);
                assertThat(full.needsMending()).as("it may pass").isFalse();
                source.mend(full);
            }
            source.mend(wal);
            assertThat(other.isClosed()).isFalse();
        }
        restart();
        assertThat(source.findings()).isEmpty();

        becomeStandby();

        PreflightCheck standby = source.check("standby");
        assertThat(standby.status()).isEqualTo(Status.WARNING);
        assertThat(standby.message())
                .contains(" is a standby", "pg_log_standby_snapshot()", "hot_standby_feedback is off");
        source.mend(standby);
        await().untilAsserted(() -> assertThat(source.check("standby").message())
                .contains(" is a standby")
                .doesNotContain("hot_standby_feedback"));
        assertThat(source.findings()).extracting(PreflightCheck::name).containsExactly("standby");
    }

    @Test
    void aSlotThatLosesItsWal() throws Exception {
        source.execute("ALTER SYSTEM SET wal_level = 'logical'");
        source.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        source.execute("ALTER SYSTEM SET idle_replication_slot_timeout = '1d'");
        restart();
        source.createSlot();
        writeWal(2);

        await().untilAsserted(() -> assertThat(source.check("slot-wal").message())
                .contains(" is lost at 1 MB (max_slot_wal_keep_size)", "at its next checkpoint"));
        PreflightCheck inDanger = source.check("slot-wal");
        assertThat(inDanger.status()).isEqualTo(Status.WARNING);
        source.mend(inDanger);
        await().untilAsserted(
                        () -> assertThat(source.check("slot-wal").message()).doesNotContain("at its next checkpoint"));
        PreflightCheck expiry = source.check("slot-expiry");
        assertThat(expiry.message()).contains("nobody reads for 86400 s (idle_replication_slot_timeout)");
        source.mend(expiry);
        await().untilAsserted(
                        () -> assertThat(source.check("slot-expiry").status()).isEqualTo(Status.OK));

        source.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        source.execute("SELECT pg_reload_conf()");
        await().untilAsserted(() -> {
            writeWal(1);
            source.execute("CHECKPOINT");
            assertThat(source.check("slot").sentence())
                    .contains(" is invalid, since PostgreSQL has removed WAL that it still needed, and the changes"
                            + " that it still had to deliver are lost; drop it with SELECT pg_drop_replication_slot('")
                    .endsWith("') and set snapshotMode to when_needed in the route, so that a new snapshot reads the"
                            + " tables again");
        });
        source.storeOffset(Map.of("lsn_proc", 1L));
        PreflightCheck lost = source.check("slot");
        assertThat(lost.status()).isEqualTo(Status.PROBLEM);
        assertThat(lost.needsMending()).isTrue();
        source.mend(lost);

        assertThat(source.check("continuity").message())
                .contains(" is gone: the stream has a gap from LSN 0/1 to LSN ");
        source.route.setSnapshotMode("when_needed");
        assertThat(source.check("continuity").status()).isEqualTo(Status.OK);
    }

    private void writeWal(int segments) throws Exception {
        for (int i = 0; i < segments; i++) {
            source.execute("SELECT pg_logical_emit_message(false, 'test', 'text')");
            source.execute("SELECT pg_switch_wal()");
        }
    }

    /** A server that finds this file waits for WAL from a primary, and answers questions meanwhile. */
    private void becomeStandby() throws Exception {
        Path data;
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet folder = statement.executeQuery("SHOW data_directory")) {
            folder.next();
            data = Path.of(folder.getString(1));
        }
        postgres.stop();
        Files.createFile(data.resolve("standby.signal"));
        postgres.start();
    }

    private void restart() {
        postgres.stop();
        postgres.start();
    }
}
