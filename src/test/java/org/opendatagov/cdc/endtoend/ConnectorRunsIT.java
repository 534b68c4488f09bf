package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ProcessUse;
import org.opendatagov.cdc.servers.Sources;

/** What connectors take while they have nothing to do, and what is left of them when they are gone. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorRunsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Pools keep a thread or a connection more or less. */
    private static final int SLACK = 6;

    private static final long THREADS = 10;
    private static final long DESCRIPTORS = 16;

    /** How often ten seconds are measured. */
    private static final int WINDOWS = 9;

    private final CaptureWorld world;
    private CdcService service;
    private ProcessUse use;

    ConnectorRunsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() throws Exception {
        world.postgres.execute(
                Sources.ODG,
                "CREATE TABLE runs (id int PRIMARY KEY); GRANT SELECT ON runs TO cdc; CREATE PUBLICATION runs FOR TABLE runs");
        service = CaptureWorld.start(
                "runs",
                Caller.users(world.environment())
                        .flows("capture-runs*")
                        .with("CDC_CONNECT_CONFIGS_TOPIC", "runs-configs")
                        .with("CDC_CONNECT_STATUS_TOPIC", "runs-status"));
        service.awaitReady(PATIENCE);
        use = new ProcessUse(service.pid());
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
        dropSlots();
        world.postgres.execute(Sources.ODG, "DROP PUBLICATION runs; DROP TABLE runs");
    }

    @Test
    void connectorsWithoutWorkTakeHardlyAnyCpu() throws Exception {
        // Enough to tell from a thread that spins, also on a slow machine that does other work.
        assertIdle(3, 0.25);
    }

    @Test
    @Tag("faults")
    void manyConnectorsWithoutWorkTakeHardlyAnyCpu() throws Exception {
        assertIdle(15, 0.32);
    }

    @Test
    void nothingOfARunStaysOpenWheneverItEnds() throws Exception {
        assertNothingStaysOpen(10);
    }

    @Test
    @Tag("faults")
    void nothingOfManyRunsStaysOpenWheneverTheyEnd() throws Exception {
        assertNothingStaysOpen(200);
    }

    /** The least that ten seconds take: soon after a start Java's compiler is still at work. */
    private double idleCores(double bound) throws Exception {
        double least = Double.MAX_VALUE;
        for (int window = 0; window < WINDOWS && least >= bound; window++) {
            Duration before = use.cpu();
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(10);
            least = Math.min(least, (double) use.cpu().minus(before).toNanos() / (System.nanoTime() - begin));
        }
        return least;
    }

    private void assertIdle(int count, double bound) throws Exception {
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> "runs-idle-" + i).toList();
        // The first one opens what all share.
        create(names.get(0));
        awaitRunning(names.get(0));
        long threads = use.threads();
        long descriptors = use.descriptors();
        names.stream().skip(1).forEach(this::create);
        names.forEach(this::awaitRunning);
        // As docs/performance.md says, for those who set max_connections.
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(connections()).isEqualTo(3L * count);
            assertThat(use.threads() - threads).as("threads").isLessThanOrEqualTo(THREADS * (count - 1) + SLACK);
            assertThat(use.descriptors() - descriptors)
                    .as("descriptors")
                    .isLessThanOrEqualTo(DESCRIPTORS * (count - 1) + SLACK);
        });
        double cores = idleCores(bound);
        names.forEach(this::delete);
        await().atMost(PATIENCE).until(() -> connections() == 0);
        dropSlots();

        assertThat(cores).as("cores for %d idle connectors", count).isLessThan(bound);
    }

    private void assertNothingStaysOpen(int runs) throws Exception {
        run(3_000);
        long threads = use.threads();
        long descriptors = use.descriptors();
        for (int i = 0; i < runs; i++) {
            run(i % 10 * 120L);
        }

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(connections()).isZero();
            assertThat(use.threads()).isLessThanOrEqualTo(threads + SLACK);
            assertThat(use.descriptors()).isLessThanOrEqualTo(descriptors + SLACK);
        });
        assertThat(service.log())
                .content()
                .doesNotContain(
                        "rejected from", "Cannot change engine state", "hasn't ended within", "Timeout occurred");
        assertThat(service.health("live").status()).isEqualTo(200);
    }

    /** One run that ends some milliseconds after it has connected, wherever it is then. */
    private void run(long millis) throws Exception {
        create("runs-short");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> connections() > 0);
        TimeUnit.MILLISECONDS.sleep(millis);
        delete("runs-short");
        await().atMost(PATIENCE).until(() -> connections() == 0);
    }

    private void create(String name) {
        ObjectNode config = JSON.createObjectNode()
                .put("connector.class", "io.debezium.connector.postgresql.PostgresConnector")
                .put("database.hostname", "127.0.0.1")
                .put("database.port", String.valueOf(world.postgres.port()))
                .put("database.user", Sources.CDC_USER)
                .put("database.password", Sources.CDC_PASSWORD)
                .put("database.dbname", Sources.ODG)
                .put("plugin.name", "pgoutput")
                .put("slot.name", name.replace('-', '_'))
                .put("publication.name", "runs")
                .put("publication.autocreate.mode", "disabled")
                .put("table.include.list", "public.runs")
                .put("topic.prefix", name);
        ObjectNode body = JSON.createObjectNode().put("name", name);
        body.set("config", config);
        await().atMost(PATIENCE)
                .until(() -> Caller.OPERATOR
                                .call(service, "POST", "/connectors", body.toString())
                                .statusCode()
                        == 201);
    }

    private void awaitRunning(String name) {
        await().atMost(PATIENCE)
                .until(() -> TopicReader.tree(Caller.OPERATOR
                                .call(service, "GET", "/connectors/" + name + "/status")
                                .body())
                        .at("/tasks/0/state")
                        .asText()
                        .equals("RUNNING"));
    }

    private void delete(String name) {
        assertThat(Caller.OPERATOR
                        .call(service, "DELETE", "/connectors/" + name)
                        .statusCode())
                .isEqualTo(204);
    }

    private long connections() throws SQLException {
        try (Connection connection = world.postgres.connect(Sources.ODG);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + Sources.CDC_USER + "'")) {
            count.next();
            return count.getLong(1);
        }
    }

    private void dropSlots() throws SQLException {
        world.postgres.execute(
                Sources.ODG,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'runs_%'");
    }
}
