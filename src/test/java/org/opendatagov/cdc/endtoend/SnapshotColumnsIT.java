package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.SnapshotTable;
import org.opendatagov.cdc.refusal.Refused;

/** The columns and rows that a snapshot reads, and that the stream has beside it: neither may disturb the other. */
@ExtendWith(CaptureWorld.Provider.class)
class SnapshotColumnsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CaptureWorld world;

    SnapshotColumnsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void theStreamKeepsItsColumnsWhenASnapshotHasReadTheTable() throws Exception {
        run(
                "CREATE TABLE sc_stored (id int PRIMARY KEY, n int, d int GENERATED ALWAYS AS (n * 2) STORED, t int)",
                "INSERT INTO sc_stored VALUES (1, 10, DEFAULT, 5)",
                "CREATE PUBLICATION sc_stored FOR TABLE sc_stored WITH (publish_generated_columns = stored)");
        try (LocalCapture capture = capture("sc_stored", "sc_stored")) {
            run("UPDATE sc_stored SET t = 6");
            awaitLast("sc_stored", 1, "{\"id\":1,\"n\":10,\"d\":20,\"t\":6}");
            snapshot(capture, "sc_stored");
            assertThat(last("sc_stored", 1)).isEqualTo("{\"id\":1,\"n\":10,\"d\":20,\"t\":6}");
            run("UPDATE sc_stored SET t = 7");
            awaitLast("sc_stored", 1, "{\"id\":1,\"n\":10,\"d\":20,\"t\":7}");
        }
    }

    @Test
    void generatedColumnsAreReadAsByTheFirstSnapshotAndTheNextTableToo() throws Exception {
        run(
                "CREATE TABLE sc_g (id int PRIMARY KEY, d int GENERATED ALWAYS AS (n * 2) STORED, n int,"
                        + " v int GENERATED ALWAYS AS (n * 3) VIRTUAL)",
                "CREATE TABLE sc_next (id int PRIMARY KEY)",
                "INSERT INTO sc_g (id, n) VALUES (1, 10)",
                "INSERT INTO sc_next VALUES (1)",
                "CREATE PUBLICATION sc_g FOR TABLE sc_g, sc_next");
        try (LocalCapture capture = capture("sc_g", "sc_g", "sc_next")) {
            String first = last("sc_g", "sc_g", 1);
            assertThat(first).contains("\"d\":20").contains("\"n\":10");
            run("UPDATE sc_g SET n = 11");
            awaitLast("sc_g", 1, "{\"id\":1,\"n\":11}");
            snapshot(capture, "sc_g", "sc_next");
            assertThat(last("sc_g", "sc_g", 1))
                    .isEqualTo(first.replace("20", "22").replace("10", "11").replace("30", "33"));
            assertThat(events("sc_g", "sc_next").get(1)).hasSize(2);
            run("UPDATE sc_g SET n = 12");
            awaitLast("sc_g", 1, "{\"id\":1,\"n\":12}");
        }
    }

    @Test
    void nothingReadsWhatThePublicationLeavesOut() throws Exception {
        run(
                "CREATE TABLE sc_list (ssn text NOT NULL, id int PRIMARY KEY, tags jsonb NOT NULL, n int)",
                "INSERT INTO sc_list SELECT 'secret', i, CASE i % 2 WHEN 0 THEN '{\"eu?\": 1}'::jsonb ELSE '{}' END, i"
                        + " FROM generate_series(1, 10) i",
                "CREATE PUBLICATION sc_list FOR TABLE sc_list (id, tags, n) WHERE (tags ?? 'eu?' OR id = 1)",
                "CREATE UNIQUE INDEX sc_list_identity ON sc_list (id, tags)",
                "ALTER TABLE sc_list REPLICA IDENTITY USING INDEX sc_list_identity");
        try (LocalCapture capture = capture("sc_list", "sc_list")) {
            snapshot(capture, "sc_list");
            run("UPDATE sc_list SET n = 20 WHERE id = 2");
            awaitLast("sc_list", 2, "{\"id\":2,\"tags\":\"{\\\"eu?\\\": 1}\",\"n\":20}");
        }
        assertThat(events("sc_list", "sc_list")).containsOnlyKeys(1, 2, 4, 6, 8, 10);
        assertThat(events("sc_list", "sc_list").get(4)).hasSize(2);
        assertThat(events("sc_list", "sc_list").toString())
                .doesNotContain("secret")
                .doesNotContain("ssn");
    }

    @Test
    void eachRowHasTheColumnsThatItWasReadWithWhenTheTableIsAlteredMeanwhile() throws Exception {
        run(
                "CREATE TABLE sc_alter (id int PRIMARY KEY, a text DEFAULT 'a', b text DEFAULT 'b', c text DEFAULT 'c')",
                "INSERT INTO sc_alter (id) SELECT generate_series(1, 5000)",
                "CREATE PUBLICATION sc_alter FOR TABLE sc_alter");
        try (LocalCapture capture = capture("sc_alter", "sc_alter")) {
            capture.snapshots.start("sc_alter", List.of(new SnapshotTable("public.sc_alter", null)));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            capture.snapshots.progress("sc_alter") != null || reads("sc_alter", "sc_alter") > 5_000);
            for (int i = 1; i <= 20; i++) {
                run(
                        "UPDATE sc_alter SET c = 'c' WHERE id = " + i * 200,
                        i % 2 == 1
                                ? "ALTER TABLE sc_alter DROP COLUMN a"
                                : "ALTER TABLE sc_alter ADD COLUMN a text DEFAULT 'a'");
            }
            run("UPDATE sc_alter SET c = 'c'");
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_alter") == null);
            await().atMost(PATIENCE)
                    .until(() -> world.topics.read("sc_alter.public.sc_alter").stream()
                                    .filter(event -> event.operation().equals("u"))
                                    .count()
                            == 5_020);
        }
        assertThat(reads("sc_alter", "sc_alter")).isGreaterThan(5_000);
        assertThat(world.topics.read("sc_alter.public.sc_alter"))
                .allSatisfy(event -> event.value()
                        .path("after")
                        .properties()
                        .forEach(column -> assertThat(column.getValue().asText())
                                .isEqualTo(
                                        column.getKey().equals("id")
                                                ? event.key().path("id").asText()
                                                : column.getKey())));
    }

    @Test
    void aTableThatCanNotBeReadEndsWithItsCauseAndTheNextIsRead() throws Exception {
        run(
                "CREATE TABLE sc_gone (id int PRIMARY KEY)",
                "CREATE TABLE \"sc.Odd \"\"Name\"\" x\" (id int PRIMARY KEY)",
                "INSERT INTO sc_gone VALUES (0)",
                "INSERT INTO \"sc.Odd \"\"Name\"\" x\" VALUES (1)",
                "CREATE PUBLICATION sc_gone FOR ALL TABLES");
        String odd = "public.sc.Odd \"Name\" x";
        try (LocalCapture capture = capture("sc_gone", "sc_gone", "sc.Odd..Name..x")) {
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_gone") == null);
            capture.snapshots.start(
                    "sc_gone",
                    List.of(new SnapshotTable("public.sc_gone", "1 / id = 1"), new SnapshotTable(odd, "id = 1")));
            await().atMost(PATIENCE)
                    .until(() ->
                            capture.status().incomplete().equals(Map.of("public.sc_gone", "ERROR: division by zero")));
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_gone") == null);
            assertThat(capture.snapshots.incomplete("sc_gone")).containsOnlyKeys("public.sc_gone");
            assertThat(world.topics.read("sc_gone.public.sc.Odd__Name__x")).hasSize(2);
        }
        try (LocalCapture capture = capture("sc_gone", "sc_gone", "sc.Odd..Name..x")) {
            assertThat(capture.snapshots.incomplete("sc_gone")).containsOnlyKeys("public.sc_gone");
            capture.snapshots.start("sc_gone", List.of(new SnapshotTable("public.sc_gone", null)));
            await().atMost(PATIENCE)
                    .until(() -> capture.snapshots.incomplete("sc_gone").isEmpty());
        } finally {
            run("DROP PUBLICATION sc_gone");
        }
    }

    @Test
    void whatTheListsAndTheRightsLeaveOutIsNoObstacle() throws Exception {
        run(
                "CREATE SCHEMA sc_rights",
                "GRANT USAGE ON SCHEMA sc_rights TO cdc",
                "CREATE TABLE sc_rights.some (id int PRIMARY KEY, n int, secret text NOT NULL)",
                "CREATE TABLE sc_rights.none (id int PRIMARY KEY)",
                "CREATE TABLE sc_rights.excluded (id int PRIMARY KEY)",
                "INSERT INTO sc_rights.some VALUES (1, 10, 'secret')",
                "INSERT INTO sc_rights.none VALUES (1)",
                "REVOKE ALL ON ALL TABLES IN SCHEMA sc_rights FROM cdc",
                "GRANT SELECT (id, n) ON sc_rights.some TO cdc",
                "CREATE PUBLICATION sc_rights FOR TABLES IN SCHEMA sc_rights");
        String options = "schemaIncludeList=sc_rights&tableExcludeList=sc_rights.excluded"
                + "&columnExcludeList=sc_rights.some.secret";
        try (LocalCapture capture = captureWith("sc_rights", options)) {
            run("UPDATE sc_rights.some SET n = 11", "INSERT INTO sc_rights.none VALUES (2)");
            await().atMost(PATIENCE)
                    .until(() -> rows("sc_rights.some").equals(List.of("{\"id\":1,\"n\":10}", "{\"id\":1,\"n\":11}")));
            capture.snapshots.start("sc_rights", List.of(new SnapshotTable("sc_rights.some", null)));
            await().atMost(PATIENCE).until(() -> rows("sc_rights.some").size() == 3);
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_rights") == null);
        }
        assertThat(rows("sc_rights.none")).isEmpty();
        run("GRANT SELECT ON sc_rights.none TO cdc");
        try (LocalCapture capture = captureWith("sc_rights", options + "&snapshotNewTables=true")) {
            run("INSERT INTO sc_rights.none VALUES (3)");
            await().atMost(PATIENCE).until(() -> rows("sc_rights.none").contains("{\"id\":3}"));
            await().atMost(PATIENCE)
                    .until(() -> rows("sc_rights.none").containsAll(List.of("{\"id\":1}", "{\"id\":2}")));
            run("REVOKE SELECT ON sc_rights.none FROM cdc");
        }
        // Once captured, it isn't left out: that would be a gap.
        try (LocalCapture capture = new LocalCapture(
                world.postgres,
                world.kafka,
                "postgres-cdc:sc_rights?source=odg&topicPrefix=sc_rights&slotName=sc_rights&publicationName=sc_rights&"
                        + options)) {
            capture.awaitState(ConnectorState.FAILED);
            assertThat(capture.status().reason()).contains("role 'cdc' may not read table sc_rights.none");
        } finally {
            run("DROP PUBLICATION sc_rights");
        }
    }

    private List<String> rows(String table) {
        return world.topics.read("sc_rights." + table).stream()
                .map(event -> event.value().path("after").toString())
                .toList();
    }

    @Test
    void theStreamGoesOnWhileRowsAreSearchedForAndTheSearchCanBeStopped() throws Exception {
        run(
                "CREATE TABLE sc_slow (id int PRIMARY KEY)",
                "INSERT INTO sc_slow SELECT generate_series(1, 1000)",
                "CREATE PUBLICATION sc_slow FOR TABLE sc_slow");
        try (LocalCapture capture = capture("sc_slow", "sc_slow")) {
            capture.snapshots.start(
                    "sc_slow", List.of(new SnapshotTable("public.sc_slow", "pg_sleep(1) IS NULL OR id = 1000")));
            await().atMost(PATIENCE).until(() -> searching() == 1);
            run("INSERT INTO sc_slow VALUES (1001)");
            awaitLast("sc_slow", 1001, "{\"id\":1001}");
            assertThat(searching()).isOne();
            capture.snapshots.stop("sc_slow", List.of());
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_slow") == null);
            await().atMost(PATIENCE).until(() -> searching() == 0);
            assertThat(capture.snapshots.incomplete("sc_slow"))
                    .containsExactly(Map.entry("public.sc_slow", "stopped by a request"));
            snapshot(capture, "sc_slow");
            assertThat(capture.snapshots.incomplete("sc_slow")).isEmpty();
        }
    }

    @Test
    void theStreamGoesOnWhileAnotherSessionHasLockedTheTable() throws Exception {
        run(
                "CREATE TABLE sc_lock (id int PRIMARY KEY)",
                "CREATE TABLE sc_free (id int PRIMARY KEY)",
                "INSERT INTO sc_lock SELECT generate_series(1, 3000)",
                "CREATE PUBLICATION sc_lock FOR TABLE sc_lock, sc_free");
        try (LocalCapture capture = capture("sc_lock", "sc_lock", "sc_free");
                Connection other = world.postgres.connect("odg");
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE sc_lock");
            assertThatThrownBy(() ->
                            capture.snapshots.start("sc_lock", List.of(new SnapshotTable("public.sc_lock", "id > 0"))))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("public.sc_lock");
            capture.snapshots.start(
                    "sc_lock",
                    List.of(new SnapshotTable("public.sc_lock", null), new SnapshotTable("public.sc_free", null)));
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_lock") != null);
            for (int id = 1; id <= 3; id++) {
                run("INSERT INTO sc_free VALUES (" + id + ")");
                String row = "{\"id\":" + id + "}";
                int of = id;
                await().atMost(PATIENCE)
                        .until(() -> last("sc_lock", "sc_free", of).equals(row));
            }
            assertThat(reads("sc_lock", "sc_lock")).isEqualTo(3_000);
            capture.snapshots.stop("sc_lock", List.of("public.sc_lock"));
            await().atMost(PATIENCE).until(() -> reads("sc_lock", "sc_free") == 3);
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_lock") == null);
            capture.snapshots.start("sc_lock", List.of(new SnapshotTable("public.sc_lock", null)));
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_lock") != null);
            other.rollback();
            await().atMost(PATIENCE).until(() -> reads("sc_lock", "sc_lock") == 6_000);
            await().atMost(PATIENCE).until(() -> capture.snapshots.progress("sc_lock") == null);
            assertThat(capture.snapshots.incomplete("sc_lock")).isEmpty();
        }
    }

    private long searching() throws SQLException {
        return world.odg.number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1) IS NULL%'"
                + " AND state = 'active' AND pid <> pg_backend_pid()");
    }

    private void run(String... statements) throws SQLException {
        for (String statement : statements) {
            world.odg.run(statement);
        }
    }

    /** Starts a connector of this name, which is that of its slot and publication, too. */
    private LocalCapture capture(String name, String... tables) throws Exception {
        return captureWith(
                name,
                "tableIncludeList="
                        + Arrays.stream(tables).map(table -> "public." + table).collect(Collectors.joining(",")));
    }

    private LocalCapture captureWith(String name, String options) throws Exception {
        LocalCapture capture = new LocalCapture(
                world.postgres,
                world.kafka,
                "postgres-cdc:" + name + "?source=odg&topicPrefix=" + name + "&slotName=" + name + "&publicationName="
                        + name + "&heartbeatIntervalMs=500&" + options);
        return capture.awaitState(ConnectorState.STREAMING);
    }

    /** Reads tables again and waits for the end of that. */
    private void snapshot(LocalCapture capture, String... tables) {
        String connector = capture.status().connector();
        Map<String, Long> before =
                Arrays.stream(tables).collect(Collectors.toMap(table -> table, table -> reads(connector, table)));
        capture.snapshots.start(
                connector,
                Arrays.stream(tables)
                        .map(table -> new SnapshotTable("public." + table, null))
                        .toList());
        await().atMost(PATIENCE)
                .until(() -> before.entrySet().stream()
                        .allMatch(table -> reads(connector, table.getKey()) > table.getValue()));
        await().atMost(PATIENCE).until(() -> capture.snapshots.progress(connector) == null);
    }

    private long reads(String connector, String table) {
        return world.topics.read(connector + ".public." + table).stream()
                .filter(event -> event.operation().equals("r"))
                .count();
    }

    private void awaitLast(String table, int id, String row) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(last(table, table, id)).isEqualTo(row));
    }

    private String last(String table, int id) {
        return last(table, table, id);
    }

    private String last(String connector, String table, int id) {
        List<String> rows = events(connector, table).getOrDefault(id, List.of("none"));
        return rows.get(rows.size() - 1);
    }

    /** The rows of each key as the topic has them, in its order. */
    private Map<Integer, List<String>> events(String connector, String table) {
        return world.topics.read(connector + ".public." + table).stream()
                .filter(event -> !event.isTombstone())
                .collect(Collectors.groupingBy(
                        event -> event.key().path("id").asInt(),
                        TreeMap::new,
                        Collectors.mapping(event -> event.value().path("after").toString(), Collectors.toList())));
    }
}
