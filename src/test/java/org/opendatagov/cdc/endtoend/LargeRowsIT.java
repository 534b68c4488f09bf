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
class LargeRowsIT {

    private static final int ROWS = 60;
    private static final int BYTES = 8_000_000;

    private final CaptureWorld world;

    LargeRowsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    @Tag("faults")
    void rowsOfEightMegabytesDoNotFillTheHeap() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "large");
        // Half of them for the snapshot: 480 MB of rows in all, for a heap of 768 MB.
        insert(connector, 1);
        try (CdcService service = connector.start(Map.of())) {
            connector.awaitState(service, "STREAMING");
            insert(connector, ROWS / 2 + 1);

            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> delivered(service) >= ROWS);
            assertThat(world.topics.lengths(connector.topic()))
                    .hasSize(ROWS)
                    .allSatisfy(length -> assertThat(length).isGreaterThan(BYTES));
            assertThat(service.log()).content().doesNotContain("OutOfMemory");
        }
        connector.remove();
    }

    /** The rows that a snapshot reads at a time are bounded by bytes, whatever the option says. */
    @Test
    void aSnapshotOfLargeRowsPassesInASmallHeap() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "heavy");
        connector.sql("INSERT INTO own_heavy SELECT n, (SELECT string_agg(md5((n * 1000000 + k)::text), '')"
                + " FROM generate_series(1, 160000) k) FROM generate_series(1, 20) n");
        try (CdcService service = connector.startInHeap("256m", Map.of("snapshotFetchSize", "10240"))) {
            connector.awaitState(service, "STREAMING");

            await().atMost(Duration.ofMinutes(2))
                    .until(() -> world.topics.lengths(connector.topic()).size() >= 20);
            assertThat(world.topics.lengths(connector.topic()))
                    .allSatisfy(length -> assertThat(length).isGreaterThan(5_000_000));
            assertThat(service.log())
                    .content()
                    .contains("too large to be read as many at a time as snapshotFetchSize says")
                    .doesNotContain("OutOfMemory");
        }
        connector.remove();
    }

    private static double delivered(CdcService service) {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("cdc_events_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void insert(ConnectorOfItsOwn connector, int first) throws Exception {
        connector.sql("INSERT INTO own_large SELECT n, (SELECT string_agg(md5((n * 1000000 + k)::text), '')"
                + " FROM generate_series(1, " + BYTES / 32 + ") k) FROM generate_series(" + first + ", "
                + (first + ROWS / 2 - 1) + ") n");
    }
}
