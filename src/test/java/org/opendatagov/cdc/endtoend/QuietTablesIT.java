package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.servers.CdcService;

@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class QuietTablesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long MEGABYTE = 1_000_000;

    private final CaptureWorld world;

    QuietTablesIT(CaptureWorld world) {
        this.world = world;
    }

    /** Debezium's default, and so that of a posted connector, is no heartbeats: 0. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 0})
    void theWalMayGoWhileOnlyOtherTablesChange(int heartbeatMillis) throws Exception {
        String name = "quiet_" + heartbeatMillis;
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, name);
        connector.sql("CREATE TABLE busy (id serial PRIMARY KEY, a text)");
        try (CdcService service = connector.start(Map.of("heartbeatIntervalMs", "" + heartbeatMillis))) {
            connector.awaitState(service, "STREAMING");
            for (int tens = 0; tens < 3; tens++) {
                write(connector, 10);
                long written = world.odg.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
                await().atMost(PATIENCE)
                        .until(() ->
                                world.odg.number("SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots"
                                                + " WHERE slot_name = '" + connector.slot() + "'")
                                        >= written - MEGABYTE);
            }
            // PostgreSQL lets WAL go at a checkpoint, if the slot is beyond it.
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                write(connector, 1);
                connector.sql("CHECKPOINT");
                return world.odg.number("SELECT pg_current_wal_lsn() - restart_lsn FROM pg_replication_slots"
                                + " WHERE slot_name = '" + connector.slot() + "'")
                        < 10 * MEGABYTE;
            });
            assertThat(world.topics.topics()).doesNotContain("cdc.own." + name + ".message");
        }
        connector.sql("DROP TABLE busy");
        connector.remove();
    }

    /** A megabyte is 500 rows that are too small to be compressed. */
    private static void write(ConnectorOfItsOwn connector, int megabytes) throws SQLException {
        connector.sql("INSERT INTO busy (a) SELECT repeat(md5(n::text), 60) FROM generate_series(1, %d) n"
                .formatted(500 * megabytes));
    }
}
