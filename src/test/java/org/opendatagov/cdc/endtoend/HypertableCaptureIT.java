package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.TIMESCALE_TOPIC;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.CdcService.Answer;
import org.opendatagov.cdc.servers.Sources;

/**
 * What TimescaleDB does behind a hypertable's back, and what of it reaches the topics. One service captures for all tests; each
 * test makes hypertables of its own, which the route takes by a pattern.
 */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HypertableCaptureIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String DAY = "2026-03-02 10:00Z";
    private static final String NEXT_DAY = "2026-03-03 10:00Z";

    private final CaptureWorld world;
    private final Database timescale;
    private CdcService service;

    HypertableCaptureIT(CaptureWorld world) {
        this.world = world;
        this.timescale = new Database(world.postgres, Sources.TIMESCALE);
    }

    @BeforeAll
    void startService() throws Exception {
        Sources.createTimescale(world.postgres);
        run("CREATE SCHEMA chunks");
        run("GRANT USAGE ON SCHEMA chunks TO cdc");
        run("ALTER DEFAULT PRIVILEGES IN SCHEMA chunks GRANT SELECT ON TABLES TO cdc");
        run("ALTER PUBLICATION debezium_timescale_publication ADD TABLES IN SCHEMA chunks");
        hypertable("earlier", "");
        insert("earlier", DAY, "compressed");
        insert("earlier", NEXT_DAY, "plain");
        run("SELECT compress_chunk(show_chunks('earlier_readings', '2026-03-03'))");
        hypertable("doomed", ", 'chunks', 'doomed'");
        service = CaptureWorld.start(
                "hypertables",
                world.environment()
                        .timescale(world.postgres)
                        .flows("capture-timescale")
                        .with("CDC_ROUTES_FOLDER", route("")));
        service.awaitReady(Duration.ofMinutes(1));
    }

    /** Writes the route, with further options, and tells its folder. */
    private static String route(String options) throws Exception {
        String route = RouteFilesIT.builtIn("capture-timescale.yaml")
                .replace(
                        "public.model_performance_ts,", "public.model_performance_ts,\n          public\\..*_readings,")
                .replace(
                        "_timescaledb_internal\\._hyper_.*_chunk",
                        "_timescaledb_internal\\._hyper_.*_chunk,\n          chunks\\..*_chunk")
                .replace("maxBatchSize: 2048", "maxBatchSize: 64")
                .replace("maxQueueSize: 8192", "maxQueueSize: 256")
                .replace("hypertables: true", "hypertables: true" + options);
        return RouteFilesIT.folder("hypertables", "capture-timescale.yaml", route)
                .toString();
    }

    @AfterAll
    void endService() {
        service.close();
    }

    @Test
    void aSnapshotReadsCompressedRowsAndOthersOnce() {
        awaitOperations("earlier", "compressed", "r");
        awaitOperations("earlier", "plain", "r");
    }

    @Test
    void theFirstRowOfAChunkHasItsKeyAlsoWhenItIsSentBeforeOthersSeeTheChunk() throws Exception {
        hypertable("hurried", "");
        world.postgres.commitUnseen(() -> insert("hurried", DAY, "first"));

        awaitOperations("hurried", "first", "c");
    }

    @Test
    void aCompressedRowThatIsChangedComesAsItsChangeAlone() throws Exception {
        hypertable("changed", "");
        insert("changed", DAY, "updated", "deleted", "untouched");
        run("SELECT compress_chunk(show_chunks('changed_readings'))");
        run("UPDATE changed_readings SET value = 2 WHERE device = 'updated'");
        run("DELETE FROM changed_readings WHERE device = 'deleted'");
        insert("changed", DAY, "end");

        awaitOperations("changed", "end", "c");
        assertOperations("changed", "updated", "c", "u");
        assertOperations("changed", "deleted", "c", "d", "tombstone");
        assertOperations("changed", "untouched", "c");
    }

    @Test
    void compressionDecompressionAndRetentionSayNothingOfRows() throws Exception {
        hypertable("managed", "");
        insert("managed", DAY, "first");
        run("SELECT compress_chunk(show_chunks('managed_readings'))");
        insert("managed", DAY, "second");
        // Rows that came later are deleted as they are compressed.
        run("SELECT compress_chunk(show_chunks('managed_readings'))");
        run("SELECT decompress_chunk(show_chunks('managed_readings'))");
        run("SELECT drop_chunks('managed_readings', '2100-01-01')");
        insert("managed", DAY, "end");

        awaitOperations("managed", "end", "c");
        assertOperations("managed", "first", "c");
        assertOperations("managed", "second", "c");
    }

    @Test
    void aRowThatMovesToAnotherChunkOrTimeIsDeletedThereAndCreatedHere() throws Exception {
        hypertable("moved", "");
        insert("moved", DAY, "far", "near");
        try (Connection connection = timescale.server().connect(timescale.name())) {
            connection.setAutoCommit(false);
            Database.run(connection, "DELETE FROM moved_readings WHERE device = 'far'");
            Database.run(connection, "INSERT INTO moved_readings VALUES ('" + NEXT_DAY + "', 'far', 1)");
            connection.commit();
        }
        run("UPDATE moved_readings SET time = time + interval '1 hour' WHERE device = 'near'");

        insert("moved", DAY, "end");

        awaitOperations("moved", "end", "c");
        assertThat(operations("moved", "far", "2026-03-02T10")).containsExactly("c", "d", "tombstone");
        assertThat(operations("moved", "near", "2026-03-02T10")).containsExactly("c", "d", "tombstone");
        assertThat(operations("moved", "far", "2026-03-03T10")).containsExactly("c");
        assertThat(operations("moved", "near", "2026-03-02T11")).containsExactly("c");
    }

    @Test
    void severalHypertablesInOneTransactionGoToTheirOwnTopics() throws Exception {
        hypertable("left", "");
        hypertable("right", ", 'chunks', 'right_hand'");
        try (Connection connection = timescale.server().connect(timescale.name())) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 100; i++) {
                for (String name : new String[] {"left", "right"}) {
                    String time = "timestamptz '2026-03-02 10:00Z' + interval '1 hour' * " + i;
                    Database.run(connection, "INSERT INTO " + name + "_readings VALUES (" + time + ", 'd', " + i + ")");
                }
            }
            connection.commit();
        }

        awaitOperations("left", "d", creates(100));
        awaitOperations("right", "d", creates(100));
        assertThat(records("right", "d"))
                .extracting(event -> event.value().at("/source/schema").asText())
                .containsOnly("public");
    }

    @Test
    void columnsComeAndGoWhileRowsAreWritten() throws Exception {
        hypertable("altered", "");
        insert("altered", DAY, "before");
        run("ALTER TABLE altered_readings ADD COLUMN unit text DEFAULT 'm'");
        insert("altered", DAY, "with");
        insert("altered", NEXT_DAY, "with-in-a-new-chunk");
        run("UPDATE altered_readings SET unit = 'km' WHERE device = 'before'");
        run("ALTER TABLE altered_readings DROP COLUMN value");
        insert("altered", NEXT_DAY, "end");

        awaitOperations("altered", "end", "c");
        assertThat(records("altered", "before"))
                .extracting(event -> event.value().at("/after/unit").asText("none"))
                .containsExactly("none", "km");
        assertThat(records("altered", "with").get(0).value().at("/after/unit").asText())
                .isEqualTo("m");
        assertThat(records("altered", "with-in-a-new-chunk")
                        .get(0)
                        .value()
                        .at("/after/value")
                        .asInt())
                .isEqualTo(1);
        assertThat(records("altered", "end").get(0).value().path("after").has("value"))
                .isFalse();
    }

    @Test
    void onlyHypertablesThatTheRouteNamesHaveTopics() throws Exception {
        run("CREATE TABLE secrets (time timestamptz PRIMARY KEY)");
        run("SELECT create_hypertable('secrets', 'time')");
        run("INSERT INTO secrets VALUES (now())");
        run("SELECT _timescaledb_internal.imitate_continuous_agg('daily_averages', 'model_performance_ts')");
        run("INSERT INTO daily_averages VALUES (now(), 1)");
        run("SELECT pg_logical_emit_message(true, 'app', 'for somebody else')");
        hypertable("named", ", 'chunks', 'named'");
        insert("named", DAY, "end");

        awaitOperations("named", "end", "c");
        assertThat(world.topics.topics())
                .filteredOn(topic -> topic.startsWith("cdc.timescale."))
                .allMatch(topic -> topic.startsWith(TIMESCALE_TOPIC))
                .noneMatch(topic -> topic.contains("secrets") || topic.contains("daily"));
    }

    @Test
    void changesOfAHypertableThatIsDroppedMeanwhileStillArrive() throws Exception {
        hypertable("dropped", "");
        hypertable("retained", "");
        run("ALTER TABLE retained_readings ADD COLUMN remark text");
        insert("dropped", DAY, "before");
        insert("retained", DAY, "updated", "deleted");
        run(
                "UPDATE retained_readings SET remark = (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 1000) i)");
        awaitOperations("dropped", "before", "c");
        awaitOperations("retained", "deleted", "c", "u");

        service.freeze();
        try {
            insert("dropped", DAY, "after");
            run("DELETE FROM dropped_readings WHERE device = 'before'");
            insert("dropped", NEXT_DAY, "in-a-chunk-never-seen");
            run("DROP TABLE dropped_readings CASCADE");
            // Their remark isn't in the WAL, and can be read nowhere any more.
            run("UPDATE retained_readings SET value = 2 WHERE device = 'updated'");
            run("UPDATE retained_readings SET value = 3 WHERE device = 'updated'");
            run("DELETE FROM retained_readings WHERE device = 'deleted'");
            run("SELECT drop_chunks('retained_readings', '2100-01-01')");
            insert("retained", DAY, "end");
        } finally {
            service.thaw();
        }

        awaitOperations("retained", "end", "c");
        // The stream itself says which columns were the key.
        assertOperations("dropped", "before", "c", "d", "tombstone");
        assertOperations("dropped", "after", "c");
        assertOperations("dropped", "in-a-chunk-never-seen", "c");
        assertOperations("retained", "updated", "c", "u", "u", "u");
        assertOperations("retained", "deleted", "c", "u", "d", "tombstone");
    }

    @Test
    @Tag("faults")
    void aKillInADecompressionAndDropsWhileTheServiceIsDownLoseNothing() throws Exception {
        hypertable("large", "");
        hypertable("expired", "");
        insert("large", DAY, "first");
        run("SELECT compress_chunk(show_chunks('large_readings'))");
        // Rows that were compressed before anybody captured them.
        run("INSERT INTO " + compressed("large_readings")
                + " SELECT timestamptz '2026-03-02Z' + interval '1 ms' * i, 'row', i FROM generate_series(1, 50000) i");
        insert("expired", DAY, "before");
        insert("doomed", DAY, "before");
        awaitOperations("doomed", "before", "c");

        try (Connection connection = timescale.server().connect(timescale.name())) {
            connection.setAutoCommit(false);
            // So many that one batch holds the last of them and the beginning of the decompression.
            Database.run(
                    connection,
                    "INSERT INTO expired_readings SELECT timestamptz '" + DAY + "' + interval '1 ms' * i, 'begun', i"
                            + " FROM generate_series(1, 500) i");
            Database.run(connection, "SELECT decompress_chunk(show_chunks('large_readings'))");
            Database.run(connection, "UPDATE large_readings SET value = 0 WHERE value = 7");
            connection.commit();
        }
        awaitOperations("expired", "begun", creates(500));
        service.kill();
        run("DELETE FROM expired_readings WHERE device = 'before'");
        insert("expired", DAY, "while-down");
        run("SELECT drop_chunks('expired_readings', '2100-01-01')");
        insert("doomed", DAY, "while-down");
        run("DROP TABLE doomed_readings CASCADE");
        service.start();
        awaitFailure(
                "changes of chunk chunks.doomed_",
                "_chunk wait in the WAL, and its hypertable has been dropped meanwhile");
        service.stop();
        route("\n        formerHypertables: chunks.doomed=public.doomed_readings(time device)");
        service.start();
        service.awaitReady(Duration.ofMinutes(1));
        insert("large", NEXT_DAY, "end");

        awaitOperations("large", "end", "c");
        assertOperations("large", "first", "c");
        assertOperations("large", "row", "u");
        assertOperations("expired", "before", "c", "d", "tombstone");
        assertOperations("expired", "begun", creates(500));
        assertOperations("expired", "while-down", "c");
        assertOperations("doomed", "while-down", "c");
    }

    private static String[] creates(int number) {
        return Collections.nCopies(number, "c").toArray(String[]::new);
    }

    private String compressed(String hypertable) throws SQLException {
        try (Connection connection = timescale.server().connect(timescale.name());
                ResultSet name = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT _timescaledb_internal.compressed_name(show_chunks('" + hypertable + "'))")) {
            name.next();
            return name.getString(1);
        }
    }

    private void hypertable(String name, String chunks) throws SQLException {
        run("CREATE TABLE " + name
                + "_readings (time timestamptz, device text, value float8 DEFAULT 1, PRIMARY KEY (time, device))");
        run("SELECT create_hypertable('" + name + "_readings', 'time'" + chunks + ")");
    }

    private void insert(String name, String time, String... devices) throws SQLException {
        run(Arrays.stream(devices)
                .map(device -> "('%s', '%s')".formatted(time, device))
                .collect(Collectors.joining(", ", "INSERT INTO " + name + "_readings (time, device) VALUES ", "")));
    }

    private void run(String sql) throws SQLException {
        timescale.run(sql);
    }

    private void awaitFailure(String... parts) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Answer ready = service.health("ready");
            assertThat(ready.status()).isEqualTo(503);
            JsonNode connectors = HealthAndMetricsIT.check(TopicReader.tree(ready.body()), "connectors");
            assertThat(connectors.path("odg-timescaledb-cdc").asText())
                    .startsWith("FAILED: ")
                    .contains(parts);
        });
        assertThat(service.log()).content().doesNotContain("\tat ");
    }

    private void awaitOperations(String name, String device, String... operations) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertOperations(name, device, operations));
    }

    private void assertOperations(String name, String device, String... operations) {
        assertThat(operations(name, device, "")).containsExactly(operations);
    }

    private List<String> operations(String name, String device, String time) {
        return records(name, device).stream()
                .filter(event -> event.key().path("time").asText().startsWith(time))
                .map(TopicRecord::operation)
                .toList();
    }

    private List<TopicRecord> records(String name, String device) {
        return world.topics.read(TIMESCALE_TOPIC + name + "_readings", "device", device);
    }
}
