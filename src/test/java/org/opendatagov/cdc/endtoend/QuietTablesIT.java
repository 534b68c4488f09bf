package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

@ExtendWith(CaptureWorld.Provider.class)
class QuietTablesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long MEGABYTE = 1_000_000;

    private final CaptureWorld world;

    QuietTablesIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    @Tag("faults")
    void heartbeatsLetTheWalGoWhileOnlyOtherTablesChange() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "quiet");
        connector.sql("CREATE TABLE busy (id serial PRIMARY KEY, a text)");
        try (CdcService service = connector.start(Map.of("heartbeatIntervalMs", "1000"))) {
            connector.awaitState(service, "STREAMING");
            for (int megabytes = 10; megabytes <= 30; megabytes += 10) {
                connector.sql("INSERT INTO busy (a) SELECT repeat(md5(n::text), 300) FROM generate_series(1, 1000) n");
                long written = world.odg.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
                await().atMost(PATIENCE)
                        .until(() ->
                                world.odg.number("SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots"
                                                + " WHERE slot_name = 'own_quiet'")
                                        >= written - MEGABYTE / 10);
            }
            assertThat(world.odg.number("SELECT pg_current_wal_lsn() - restart_lsn FROM pg_replication_slots"
                            + " WHERE slot_name = 'own_quiet'"))
                    .isLessThan(5 * MEGABYTE);
        }
        connector.sql("DROP TABLE busy");
        connector.remove();
    }
}
