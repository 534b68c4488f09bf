package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** A slot that is lost is a gap in the stream: the connector says so and stands still, and a new snapshot is the way back. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class LostSlotIT {

    private static final Map<String, String> AS_BUILT_IN = Map.of();
    private static final Map<String, String> WHEN_NEEDED = Map.of("snapshotMode", "when_needed");

    private final CaptureWorld world;

    LostSlotIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void aSlotThatIsDroppedStopsTheConnectorAndANewSnapshotBringsItBack() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "dropped_slot");
        try (CdcService service = connector.start(AS_BUILT_IN)) {
            connector.awaitState(service, "STREAMING");
            connector.sql("INSERT INTO own_dropped_slot VALUES (1, 'x')");
            connector.awaitEvent(1, "c");

            // The walsender holds the slot, and takes it again within seconds.
            await().ignoreExceptions().atMost(Duration.ofMinutes(1)).until(() -> {
                connector.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                        + " WHERE slot_name = 'own_dropped_slot' AND active");
                connector.sql("SELECT pg_drop_replication_slot('own_dropped_slot')");
                return true;
            });
            connector.sql("INSERT INTO own_dropped_slot VALUES (2, 'in the gap')");

            connector.awaitState(
                    service,
                    "FAILED: replication slot 'own_dropped_slot'",
                    // Either it is gone, or Debezium has made it anew before anybody looked.
                    "the stream has a gap from LSN ",
                    "set snapshotMode to when_needed");
        }
        takeANewSnapshot(connector);
    }

    @Test
    void aSlotThatIsInvalidatedStopsTheConnectorAndANewSnapshotBringsItBack() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "invalid_slot");
        try (CdcService service = connector.start(AS_BUILT_IN)) {
            connector.awaitState(service, "STREAMING");
            connector.sql("INSERT INTO own_invalid_slot VALUES (1, 'x')");
            connector.awaitEvent(1, "c");
        }
        connector.sql("INSERT INTO own_invalid_slot VALUES (2, 'in the gap')");
        invalidate(connector);
        try (CdcService service = connector.start(AS_BUILT_IN)) {
            connector.awaitState(
                    service,
                    "FAILED: replication slot 'own_invalid_slot'",
                    "is invalid",
                    "SELECT pg_drop_replication_slot('own_invalid_slot')",
                    "set snapshotMode to when_needed");
        }
        connector.sql("SELECT pg_drop_replication_slot('own_invalid_slot')");
        takeANewSnapshot(connector);
    }

    /** Only this slot: those of other tests in the same server are at its end, or aren't needed any more. */
    private void invalidate(ConnectorOfItsOwn connector) throws Exception {
        world.postgres.execute("odg", "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        world.postgres.execute("odg", "SELECT pg_reload_conf()");
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                connector.sql("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000)), pg_switch_wal()");
                world.postgres.execute("odg", "CHECKPOINT");
                return world.odg.number("SELECT count(*) FROM pg_replication_slots"
                                + " WHERE slot_name = 'own_invalid_slot' AND wal_status = 'lost'")
                        == 1;
            });
        } finally {
            world.postgres.execute("odg", "ALTER SYSTEM RESET max_slot_wal_keep_size");
            world.postgres.execute("odg", "SELECT pg_reload_conf()");
        }
    }

    private void takeANewSnapshot(ConnectorOfItsOwn connector) throws Exception {
        try (CdcService service = connector.start(WHEN_NEEDED)) {
            connector.awaitEvent(2, "r");
            connector.awaitState(service, "STREAMING");
            connector.sql("INSERT INTO " + connector.table() + " VALUES (3, 'after')");
            connector.awaitEvent(3, "c");
        }
        connector.remove();
    }
}
