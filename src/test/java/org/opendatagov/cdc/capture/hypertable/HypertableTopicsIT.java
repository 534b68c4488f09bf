package org.opendatagov.cdc.capture.hypertable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.Hypertable;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.hypertable.HypertableTopics.Destination;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** Which topic a table's events go to, as the catalog of a database and the route say. Each test has hypertables of its own. */
class HypertableTopicsIT {

    private static final PostgresServer SERVER = new PostgresServer("it-hypertable-topics");
    private static final String TOPIC = "cdc.timescale.";
    private static final String INTERNAL = "_timescaledb_internal.";

    private final HypertableTopics topics = topics("");

    @BeforeAll
    static void startServer() throws SQLException {
        SERVER.start();
        Sources.createTimescale(SERVER);
        execute("CREATE SCHEMA chunks");
        execute("CREATE SCHEMA \"Chunk store\"");
    }

    @AfterAll
    static void closeServer() {
        SERVER.close();
    }

    @Test
    void aChunksEventsGoToItsHypertable() throws SQLException {
        String chunk = insert("pipeline_metrics_ts", "pipeline_id, run_id", "'p', 'r'");

        assertThat(topics.of(TOPIC + chunk).topic()).isEqualTo(TOPIC + "public.pipeline_metrics_ts");
    }

    @Test
    void aHypertableMayBeMadeLaterWithChunksElsewhere() throws SQLException {
        hypertable("later_ts", "'chunks', 'm_1'");
        hypertable("other_ts", "'chunks', 'm'");
        String chunk = insert("later_ts", "device", "'a'");
        String other = insert("other_ts", "device", "'a'");

        assertThat(topics.of(TOPIC + chunk).topic()).isEqualTo(TOPIC + "public.later_ts");
        assertThat(topics.of(TOPIC + other).topic()).isEqualTo(TOPIC + "public.other_ts");
    }

    @Test
    void namesThatATopicCannotHaveAreFoundAsDebeziumWritesThem() throws SQLException {
        hypertable("\"Wind & Rain_ts\"", "'Chunk store', 'w&r'");
        insert("\"Wind & Rain_ts\"", "device", "'a'");

        assertThat(topics.of(TOPIC + "Chunk_store.w_r_" + lastChunk() + "_chunk")
                        .topic())
                .isEqualTo(TOPIC + "public.Wind___Rain_ts");
    }

    @Test
    void aTableThatOnlyLooksLikeAChunkKeepsItsName() throws SQLException {
        execute("CREATE TABLE " + INTERNAL + "_hyper_1_99999_chunk (id int PRIMARY KEY)");
        execute("CREATE TABLE public._hyper_1_1_chunk (id int PRIMARY KEY)");

        assertThat(topics.of(TOPIC + INTERNAL + "_hyper_1_99999_chunk").hypertable())
                .isNull();
        assertThat(topics.of(TOPIC + "public._hyper_1_1_chunk").hypertable()).isNull();
        assertThat(topics.of(TOPIC + "public._hyper_1_1_chunk").captured()).isTrue();
    }

    @Test
    void whatIsNoTableKeepsItsTopic() {
        for (String topic : new String[] {"cdc.timescale.message", "__debezium-heartbeat.cdc.timescale"}) {
            assertThat(topics.of(topic)).isEqualTo(new Destination(null, null, true));
        }
    }

    @Test
    void aHypertableThatTheRouteDoesNotNameIsNotCaptured() throws SQLException {
        hypertable("secrets", "'chunks', 's'");

        assertThat(topics.of(TOPIC + insert("secrets", "device", "'a'")).captured())
                .isFalse();
    }

    @Test
    void aContinuousAggregatesHypertableIsNotCaptured() throws SQLException {
        execute("SELECT _timescaledb_internal.imitate_continuous_agg('daily_ts', 'model_performance_ts')");
        execute("INSERT INTO daily_ts VALUES (now(), 1)");
        String id = text("SELECT max(mat_hypertable_id) FROM _timescaledb_catalog.continuous_agg");

        assertThat(topics.of(TOPIC + INTERNAL + "_hyper_" + id + "_" + lastChunk() + "_chunk")
                        .captured())
                .isFalse();
        assertThat(topics.of(TOPIC + INTERNAL + "_materialized_hypertable_" + id)
                        .captured())
                .isFalse();
    }

    @Test
    void aChunkThatWasDroppedStillHasItsHypertable() throws SQLException {
        String chunk = insert("quality_metrics_ts", "dataset_id, layer", "'d', 'gold'");
        execute("SELECT drop_chunks('quality_metrics_ts', '2100-01-01')");

        assertThat(topics.of(TOPIC + chunk).topic()).isEqualTo(TOPIC + "public.quality_metrics_ts");
    }

    @Test
    void aHypertableThatWasDroppedIsRemembered() throws SQLException {
        hypertable("short_ts", "'chunks', 'short'");
        HypertableTopics before = topics("");
        String chunk = insert("short_ts", "device", "'a'");
        execute("DROP TABLE short_ts CASCADE");

        Destination destination = before.of(TOPIC + chunk);

        assertThat(destination.topic()).isEqualTo(TOPIC + "public.short_ts");
        assertThat(destination.hypertable().key()).containsExactly("time", "device");
    }

    @Test
    void aHypertableThatNobodyKnowsIsAskedFor() {
        String chunk = TOPIC + INTERNAL + "_hyper_77_5_chunk";

        assertThatThrownBy(() -> topics.of(chunk))
                .isInstanceOf(CaptureProblem.class)
                .hasMessage(
                        "changes of chunk _timescaledb_internal._hyper_77_5_chunk wait in the WAL, and its hypertable"
                                + " has been dropped meanwhile; say in the route which it was with formerHypertables:"
                                + " _timescaledb_internal._hyper_77=<schema>.<table>(<key columns, separated by blanks>),"
                                + " or give its changes up with formerHypertables: _timescaledb_internal._hyper_77=none");
        assertThat(topics(INTERNAL + "_hyper_77=public.gone(time)").of(chunk).topic())
                .isEqualTo(TOPIC + "public.gone");
        assertThat(topics(INTERNAL + "_hyper_77=none").of(chunk).captured()).isFalse();
    }

    @Test
    void whatCantHaveBeenACapturedOneIsLeftOut() {
        String chunk = TOPIC + INTERNAL + "_hyper_77_5_chunk";
        String named =
                "public.model_performance_ts,public\\.quality_metrics_ts,_timescaledb_internal\\._hyper_.*_chunk";

        assertThat(topics(named, "").of(chunk).captured()).isFalse();
    }

    /** It may be an earlier hypertable of a name that another has now, or that nobody has. */
    @Test
    void whatMayHaveBeenACapturedOneIsAskedFor() throws SQLException {
        String chunk = TOPIC + INTERNAL + "_hyper_78_5_chunk";
        hypertable("younger_ts", "'_timescaledb_internal', '_hyper_79'");

        for (String include : new String[] {
            "public.younger_ts",
            "public.gone_ts,public.model_performance_ts",
            "public.model_performance_ts,public\\.m.*",
            ""
        }) {
            assertThatThrownBy(() -> topics(include, "").of(chunk)).isInstanceOf(CaptureProblem.class);
        }
    }

    @Test
    void aDetachedChunkIsFoundAgainWhenItIsAttached() throws SQLException {
        hypertable("detached_ts", "'chunks', 'd'");
        String chunk = insert("detached_ts", "device", "'a'");
        execute("CREATE TABLE set_aside AS SELECT * FROM _timescaledb_catalog.chunk WHERE table_name = '"
                + chunk.substring(chunk.indexOf('.') + 1) + "'");
        execute("DELETE FROM _timescaledb_catalog.imitated_slice WHERE chunk_id IN (SELECT id FROM set_aside)");
        execute("DELETE FROM _timescaledb_catalog.chunk WHERE id IN (SELECT id FROM set_aside)");
        assertThat(topics.of(TOPIC + chunk)).isEqualTo(new Destination(null, null, true));

        execute("INSERT INTO _timescaledb_catalog.chunk SELECT * FROM set_aside");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(topics.of(TOPIC + chunk).topic()).isEqualTo(TOPIC + "public.detached_ts"));
    }

    private static SourceDatabase database() {
        return new SourceDatabase(
                "cdc.timescale",
                "127.0.0.1",
                SERVER.port(),
                Sources.TIMESCALE,
                Sources.CDC_USER,
                Sources.CDC_PASSWORD,
                "prefer");
    }

    private static HypertableTopics topics(String former) {
        return topics("public\\..*_ts", former);
    }

    private static HypertableTopics topics(String include, String former) {
        return new HypertableTopics(
                "cdc.timescale",
                new HypertableCatalog(database()),
                new CapturedHypertables(include, ""),
                Hypertable.formerOf(former));
    }

    private static void hypertable(String name, String chunks) throws SQLException {
        execute("CREATE TABLE " + name + " (time timestamptz, device text, value float8, PRIMARY KEY (time, device))");
        execute("SELECT create_hypertable('" + name + "', 'time', " + chunks + ")");
    }

    /** Adds a row and tells its chunk. */
    private static String insert(String hypertable, String columns, String values) throws SQLException {
        execute("INSERT INTO " + hypertable + " (time, " + columns + ") VALUES (now(), " + values + ")");
        return text("SELECT tableoid::regclass::text FROM " + hypertable + " LIMIT 1");
    }

    private static String lastChunk() throws SQLException {
        return text("SELECT max(id) FROM _timescaledb_catalog.chunk");
    }

    private static String text(String query) throws SQLException {
        try (Connection session = SERVER.connect("timescale");
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        SERVER.execute("timescale", sql);
    }
}
