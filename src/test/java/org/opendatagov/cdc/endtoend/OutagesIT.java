package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServerProcess;

/** After any fault under load both sinks equal the source, and meanwhile no row goes back to an earlier state. */
@Tag("faults")
class OutagesIT {

    private static final int CHANGES = 100_000;

    private static final String[] GROUPS = {ConsumerGroups.CACHE, ConsumerGroups.SEARCH};
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SLOTS = "SELECT count(*) FROM pg_replication_slots";

    private final World world = new World("outages");
    private final Random random = new Random();

    @BeforeEach
    void start() throws Exception {
        world.startServers();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void sinksThatAreKilledAgainAndAgain() throws Exception {
        world.startService(world.environment());
        try (Load load = new Load(world)) {
            for (int kill = 0; kill < 5; kill++) {
                for (ServerProcess sink : new ServerProcess[] {world.redis, world.elasticsearch}) {
                    load.awaitMore(random.nextInt(15_000));
                    sink.kill();
                    load.awaitMore(random.nextInt(5_000));
                    sink.start();
                }
            }
            load.end("Each sink killed 5 times", CHANGES, GROUPS);
        }
    }

    @Test
    void aServiceThatIsKilledTenTimes() throws Exception {
        world.startService(world.environment());
        try (Load load = new Load(world)) {
            kill(10, load);
            load.end("Service killed 10 times", CHANGES, GROUPS);
        }
    }

    @Test
    void twoReplicasOfWhichOneOrTheOtherIsKilled() throws Exception {
        world.startService(world.environment());
        try (Load load = new Load(world);
                CdcService other = new CdcService("outages-other", world.environment())) {
            other.start();
            for (int kill = 0; kill < 8; kill++) {
                CdcService killed = kill % 2 == 0 ? world.service() : other;
                load.awaitMore(5_000 + random.nextInt(10_000));
                killed.kill();
                load.awaitMore(random.nextInt(10_000));
                killed.start();
            }
            load.end("Two replicas, one or the other killed 8 times", CHANGES, GROUPS);
        }
    }

    @Test
    void captureThatIsTakenBackAndRepeatsEvents() throws Exception {
        world.startService(world.environment());
        try (Load load = new Load(world)) {
            for (int time = 0; time < 5; time++) {
                load.awaitMore(5_000);
                load.awaitCaptured();
                CaptureMark mark = new CaptureMark(world);
                load.awaitMore(random.nextInt(10_000));
                load.awaitCaptured();
                world.service().kill();
                mark.goBack();
                world.service().start();
            }
            load.end("Capture killed and taken back 5 times", CHANGES, GROUPS);
        }
        List<JsonNode> events = world.topics.read(World.ODG_TOPIC + "data_contracts").stream()
                .filter(event -> !event.isTombstone())
                .map(TopicRecord::value)
                .toList();
        long changes =
                events.stream().map(event -> event.at("/source/lsn")).distinct().count();
        System.out.println("Changes of data_contracts: " + changes + ", repeated: " + (events.size() - changes));
        assertThat(events.size() - changes).as("repeated events").isPositive();
        assertThat(events.stream()
                        .map(event -> event.at("/source/sequence"))
                        .distinct()
                        .count())
                .as("places in the commit order, which a repeated event has to keep")
                .isEqualTo(changes);
    }

    @Test
    void sinksThatRefuseWrites() throws Exception {
        // A member that doesn't poll is out of its group after 5 s.
        world.startService(world.environment().with("KAFKA_MAX_POLL_INTERVAL_MS", "5000"));
        ConsumerGroups groups = new ConsumerGroups(world.kafka);
        try (Load load = new Load(world)) {
            load.awaitMore(2_000);
            Set<String> members = groups.members(GROUPS);
            for (SinkRefusal refusal : SinkRefusal.values()) {
                refusal.begin(world);
                await().atMost(PATIENCE)
                        .until(() -> flow(refusal.flow)
                                .matches("WAITING: .* doesn't take writes: .*" + refusal.words + ".*"));
                await().during(Duration.ofSeconds(8))
                        .atMost(PATIENCE)
                        .until(() -> flow(refusal.flow).startsWith("WAITING")
                                && flow(refusal.otherFlow()).equals("CONSUMING"));
                refusal.end(world);
                world.service().awaitReady(PATIENCE);
            }
            assertThat(groups.members(GROUPS)).isEqualTo(members).hasSize(2);
            load.end("Each sink refused writes in 3 ways", 20_000, GROUPS);
        }
    }

    private String flow(String flow) {
        return HealthAndMetricsIT.check(
                        TopicReader.tree(world.service().health("ready").body()), "flows")
                .path(flow)
                .asText();
    }

    @Test
    void topicsThatAreReplayedOntoFilledSinksWhileRowsChange() throws Exception {
        insertRows(20_000);
        world.startService(world.environment());
        try (Load load = new Load(world);
                CdcService replay = new CdcService(
                        "outages-replay",
                        world.environment().flows("replay-*").with("CDC_ROUTES_FOLDER", replayRoutes()))) {
            load.awaitMore(CHANGES / 3);
            replay.start();
            load.awaitMore(CHANGES / 3);
            world.service().stop();
            ConsumerGroups groups = new ConsumerGroups(world.kafka);
            groups.rewind(ConsumerGroups.CACHE);
            groups.rewind(ConsumerGroups.SEARCH);
            world.service().start();
            load.end(
                    "Topics replayed by a second group, and by the first",
                    CHANGES,
                    ConsumerGroups.CACHE,
                    ConsumerGroups.SEARCH,
                    "opendatagov-cdc.replay-cache",
                    "opendatagov-cdc.replay-search");
        }
    }

    /** The built-in delivery routes for groups of their own, in small batches, so that they show more states. */
    private static String replayRoutes() {
        Path folder = null;
        for (String sink : new String[] {"cache", "search"}) {
            String route = RouteFilesIT.builtIn("deliver-" + sink + ".yaml")
                    .replace("deliver-", "replay-")
                    .replace("operations:", "maxPollRecords: 200\n        operations:");
            folder = RouteFilesIT.folder("outages-replay", "replay-" + sink + ".yaml", route);
        }
        return folder.toString();
    }

    @Test
    void transactionsHeldOpenAcrossTheInitialSnapshot() throws Exception {
        insertRows(200_000);
        String changedBefore = report();
        String changed = report();
        String deleted = report();
        try (Load load = new Load(world);
                Connection before = transaction()) {
            change(before, changedBefore);
            CompletableFuture<Void> start = CompletableFuture.runAsync(() -> world.startService(world.environment()));
            // PostgreSQL finishes no slot before the transactions that are open when it begins have ended.
            await().atMost(PATIENCE).until(() -> world.odg.number(SLOTS) > 0);
            load.awaitMore(5_000);
            before.commit();
            await().atMost(PATIENCE).until(() -> state().startsWith("SNAPSHOTTING"));
            try (Connection during = transaction()) {
                change(during, changed);
                Database.run(during, "DELETE FROM quality_reports WHERE id = ?::uuid", deleted);
                assertThat(state()).startsWith("SNAPSHOTTING");
                await().atMost(PATIENCE).until(() -> state().startsWith("STREAMING"));
                load.awaitMore(5_000);
                during.commit();
            }
            start.join();
            load.end("Transactions held open across the initial snapshot", CHANGES, GROUPS);
        }
        world.sinks().await("quality_reports", changedBefore, "dataset_id", "changed");
        world.sinks().await("quality_reports", changed, "dataset_id", "changed");
        world.sinks().awaitGone("quality_reports", deleted);
    }

    @Test
    void transactionsHeldOpenAcrossSnapshotsOnDemand() throws Exception {
        insertRows(20_000);
        world.startService(world.environment());
        try (Load load = new Load(world)) {
            for (int snapshot = 0; snapshot < 3; snapshot++) {
                String changed = report();
                String deleted = report();
                try (Connection during = transaction()) {
                    change(during, changed);
                    Database.run(during, "DELETE FROM quality_reports WHERE id = ?::uuid", deleted);
                    load.awaitMore(3_000);
                    Signals.send(world.kafka, "odg-postgresql-cdc", "execute-snapshot", Signals.tables(LoadRow.TABLES));
                    await().atMost(PATIENCE).until(() -> state().contains("snapshot on demand"));
                    await().atMost(PATIENCE).until(() -> state().equals("STREAMING"));
                    during.commit();
                }
                world.sinks().await("quality_reports", changed, "dataset_id", "changed");
                world.sinks().awaitGone("quality_reports", deleted);
            }
            load.end("Transactions held open across 3 snapshots on demand", CHANGES, GROUPS);
        }
    }

    private String state() {
        return world.service() == null ? "" : ConnectorStates.ofOdg(world.service());
    }

    private Connection transaction() throws SQLException {
        Connection connection = world.postgres.connect(world.odg.name());
        connection.setAutoCommit(false);
        return connection;
    }

    private static void change(Connection connection, String report) throws SQLException {
        Database.run(connection, "UPDATE quality_reports SET dataset_id = 'changed' WHERE id = ?::uuid", report);
    }

    private String report() throws SQLException {
        String id = UUID.randomUUID().toString();
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?::uuid, 'before')", id);
        return id;
    }

    private void insertRows(int rows) throws SQLException {
        world.odg.run("INSERT INTO quality_reports (dataset_id) SELECT 'before' FROM generate_series(1, ?)", rows);
    }

    private void kill(int times, Load load) {
        for (int kill = 0; kill < times; kill++) {
            load.awaitMore(random.nextInt(20_000));
            world.service().kill();
            world.service().start();
        }
    }
}
