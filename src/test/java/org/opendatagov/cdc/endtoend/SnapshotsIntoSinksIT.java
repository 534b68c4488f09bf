package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** What snapshots bring never sets a sink back, and a second one fills it although it holds rows of a higher position. */
@Tag("faults")
@ExtendWith(FaultyWorld.Provider.class)
class SnapshotsIntoSinksIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ODG = "odg-postgresql-cdc";
    private static final String TIMESCALE = "odg-timescaledb-cdc";
    private static final String DAY = "2026-04-02T10:00:00.000000Z";

    private final FaultyWorld world;
    private final String kept = UUID.randomUUID().toString();
    private final String deleted = UUID.randomUUID().toString();

    SnapshotsIntoSinksIT(FaultyWorld world) {
        this.world = world;
    }

    @Test
    void aTransactionThatWasOpenDuringASnapshotOnDemandWins() throws Exception {
        insert(kept);
        world.sinks().await("data_contracts", kept, "version", 1);
        try (Connection open = world.postgres.connect(world.odg.name());
                SteadyWriter others = new SteadyWriter(world.odg)) {
            open.setAutoCommit(false);
            Database.run(open, "UPDATE data_contracts SET version = 2 WHERE id = ?::uuid", kept);
            others.awaitMore(50);
            Signals.send(world.kafka, ODG, "execute-snapshot", Signals.tables("public.data_contracts"));
            await().atMost(PATIENCE)
                    .until(() -> world.topics.read(World.ODG_TOPIC + "data_contracts", "id", kept).stream()
                            .anyMatch(event -> event.operation().equals("r")));
            open.commit();
            others.awaitMore(50);
            others.end();
        }

        world.sinks().await("data_contracts", kept, "version", 2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.compare("data_contracts").differences())
                        .isEmpty());
    }

    @Test
    void rowsOfAHypertableThatChangeDuringASnapshotOnDemandEndAtTheirLastChange() throws Exception {
        String model = "model:" + UUID.randomUUID();
        world.timescale.run(
                "INSERT INTO model_performance_ts (time, model_name, model_version, accuracy)"
                        + " SELECT ?::timestamptz, ?, i, 0 FROM generate_series(1, 3000) i",
                DAY,
                model);
        for (int change = 1; change <= 20; change++) {
            if (change % 5 == 0) {
                Signals.send(world.kafka, TIMESCALE, "execute-snapshot", Signals.tables("public.model_performance_ts"));
            }
            world.timescale.run("UPDATE model_performance_ts SET accuracy = ? WHERE model_name = ?", change, model);
        }

        for (int version : new int[] {1, 1500, 3000}) {
            world.sinks()
                    .await(
                            "model_performance_ts",
                            HypertablesIT.key(DAY, model, version),
                            row -> assertThat(row.path("accuracy").asInt()).isEqualTo(20));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                world.topics.read(World.TIMESCALE_TOPIC + "model_performance_ts", "model_name", model))
                        .filteredOn(event -> event.operation().equals("r"))
                        .hasSizeGreaterThan(3000));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.compare().differences()).isEmpty());
    }

    @Test
    void aSecondSnapshotAfterALostSlotFillsSinksThatAreFull() throws Exception {
        insert(kept);
        insert(deleted);
        world.odg.run("UPDATE data_contracts SET version = 2 WHERE id = ?::uuid", kept);
        world.sinks().await("data_contracts", kept, "version", 2);
        world.sinks().await("data_contracts", deleted, "version", 1);
        world.service().stop();
        world.odg.run("SELECT pg_drop_replication_slot('debezium_odg')");
        world.odg.run("UPDATE data_contracts SET version = 3 WHERE id = ?::uuid", kept);
        world.odg.run("DELETE FROM data_contracts WHERE id = ?::uuid", deleted);

        try (CdcService service = new CdcService(
                "faulty-when-needed",
                world.environment().with("CDC_ROUTES_FOLDER", whenNeeded().toString()))) {
            service.start();
            service.awaitReady(PATIENCE);
            world.sinks().await("data_contracts", kept, "version", 3);
            world.odg.run("UPDATE data_contracts SET version = 4 WHERE id = ?::uuid", kept);
            world.sinks().await("data_contracts", kept, "version", 4);
        }
        // Nothing tells sinks of a delete that no slot has kept.
        JsonNode left = world.sinks().entry("data_contracts", deleted);
        assertThat(left.path("version").asInt()).isEqualTo(1);
        world.odg.run("INSERT INTO data_contracts (id, name) VALUES (?::uuid, ?)", deleted, deleted);
    }

    private void insert(String id) throws SQLException {
        world.odg.run("INSERT INTO data_contracts (id, name) VALUES (?::uuid, ?)", id, id);
    }

    private static Path whenNeeded() throws IOException {
        Path folder = Path.of("target", "servers", "faulty-when-needed-routes").toAbsolutePath();
        try (InputStream builtIn = SnapshotsIntoSinksIT.class.getResourceAsStream("/routes/capture-odg.yaml")) {
            String route = new String(builtIn.readAllBytes(), StandardCharsets.UTF_8);
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("capture-odg.yaml"),
                    route.replace("snapshotMode: initial", "snapshotMode: when_needed"));
        }
        return folder;
    }
}
