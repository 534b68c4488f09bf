package org.opendatagov.cdc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourcesIT {
    private static final PostgresServer SERVER = new PostgresServer("it-sources");
    private static final String INSERT =
            "INSERT INTO pipeline_metrics_ts (time, pipeline_id, run_id, spark_metrics) VALUES ";

    @BeforeAll
    static void startServer() {
        SERVER.start();
    }

    @AfterAll
    static void closeServer() {
        SERVER.close();
    }

    @BeforeEach
    void createSources() throws SQLException {
        Sources.createOdg(SERVER);
        Sources.createTimescale(SERVER);
    }

    @AfterEach
    void dropSources() throws SQLException {
        SERVER.execute("postgres", "DROP DATABASE odg WITH (FORCE)");
        SERVER.execute("postgres", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        SERVER.execute("postgres", "DROP DATABASE timescale WITH (FORCE)");
    }

    @Test
    void theTenTablesArePublished() throws SQLException {
        assertThat(texts("odg", "SELECT tablename FROM pg_publication_tables WHERE pubname = 'debezium_publication'"))
                .containsExactlyInAnyOrder(
                        "governance_decisions",
                        "approval_records",
                        "veto_records",
                        "audit_events",
                        "pipeline_versions",
                        "pipeline_executions",
                        "lineage_events",
                        "model_cards",
                        "quality_reports",
                        "data_contracts");
    }

    @Test
    void theScriptsCanRunAgain() throws SQLException {
        SERVER.runScript("odg", "/sql/odg.sql");
        SERVER.runScript("timescale", "/sql/timescale.sql");

        assertThat(texts("timescale", "SELECT associated_table_prefix FROM _timescaledb_catalog.hypertable"))
                .containsExactlyInAnyOrder("_hyper_1", "_hyper_2", "_hyper_3");
    }

    @Test
    void auditEventsCanOnlyBeAdded() throws SQLException {
        SERVER.execute("odg", "INSERT INTO audit_events (event_type) VALUES ('login')");

        assertThatThrownBy(() -> SERVER.execute("odg", "UPDATE audit_events SET event_type = 'logout'"))
                .hasMessageContaining("audit_events is append-only");
        assertThatThrownBy(() -> SERVER.execute("odg", "DELETE FROM audit_events"))
                .hasMessageContaining("audit_events is append-only");
    }

    @Test
    void theServicesUserReadsReplicatesAndChangesNothing() throws SQLException {
        SERVER.execute("timescale", INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)");

        try (Connection connection = SERVER.connect("timescale", Sources.CDC_USER, Sources.CDC_PASSWORD);
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT * FROM _timescaledb_internal._hyper_3_1_chunk"))
                    .isTrue();
            assertThat(statement.execute("SELECT * FROM _timescaledb_catalog.chunk"))
                    .isTrue();
            assertThat(statement.execute("SELECT pg_create_logical_replication_slot('own', 'pgoutput')"))
                    .isTrue();
            assertThatThrownBy(() -> statement.execute("DELETE FROM pipeline_metrics_ts"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void eachDayHasAChunkThatThePublicationCovers() throws SQLException {
        SERVER.execute(
                "timescale", INSERT + "('2026-02-08 00:00Z', 'p', 'r', NULL), ('2026-02-08 23:59Z', 'p', 'r', NULL)");
        SERVER.execute("timescale", INSERT + "('2026-02-09 00:00Z', 'p', 'r', NULL)");

        assertThat(texts("timescale", "SELECT tableoid::regclass::text FROM pipeline_metrics_ts ORDER BY time"))
                .containsExactly(
                        "_timescaledb_internal._hyper_3_1_chunk",
                        "_timescaledb_internal._hyper_3_1_chunk",
                        "_timescaledb_internal._hyper_3_2_chunk");
        assertThat(texts("timescale", "SELECT time::text FROM ONLY pipeline_metrics_ts"))
                .isEmpty();
        assertThat(texts("timescale", "SELECT tablename FROM pg_publication_tables WHERE tablename LIKE '\\_hyper%'"))
                .containsExactlyInAnyOrder("_hyper_3_1_chunk", "_hyper_3_2_chunk");
    }

    @Test
    void aChunkKeepsThePrimaryKey() throws SQLException {
        String row = INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)";
        SERVER.execute("timescale", row);

        assertThatThrownBy(() -> SERVER.execute("timescale", row)).hasMessageContaining("_hyper_3_1_chunk_pkey");
    }

    @Test
    void changesCarryTheChunksName() throws SQLException {
        List<String> changes = changesOf(
                INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)",
                "UPDATE pipeline_metrics_ts SET status = 'done'",
                "DELETE FROM pipeline_metrics_ts");

        assertThat(changes).containsExactly("I _hyper_3_1_chunk", "U _hyper_3_1_chunk", "D _hyper_3_1_chunk");
    }

    @Test
    void compressingAndDroppingAChunkEmitNoChangesOfItsRows() throws SQLException {
        SERVER.execute("timescale", INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)");

        List<String> compressed = changesOf("SELECT compress_chunk(show_chunks('pipeline_metrics_ts'))");
        List<String> seen = texts("timescale", "SELECT run_id FROM pipeline_metrics_ts");
        List<String> dropped = changesOf("SELECT drop_chunks('pipeline_metrics_ts', '2026-02-10')");

        assertThat(compressed)
                .containsExactly(
                        "M ::timescaledb-compression-start",
                        "I compress_hyper_3_1_chunk",
                        "M ::timescaledb-compression-end");
        assertThat(seen).containsExactly("r");
        assertThat(dropped).isEmpty();
        assertThat(texts("timescale", "SELECT run_id FROM pipeline_metrics_ts")).isEmpty();
    }

    @Test
    void changingACompressedRowEmitsAFalseCreateFirst() throws SQLException {
        SERVER.execute(
                "timescale",
                INSERT + "('2026-02-08 10:00Z', 'p', 'r', '{\"a\": 1}'), ('2026-02-08 11:00Z', 'p', 'r2', NULL)");
        SERVER.execute("timescale", "SELECT compress_chunk(show_chunks('pipeline_metrics_ts'))");

        List<String> changes = changesOf(
                "UPDATE pipeline_metrics_ts SET status = 'done' WHERE run_id = 'r'",
                "DELETE FROM pipeline_metrics_ts WHERE run_id = 'r2'");

        assertThat(changes)
                .containsExactly(
                        "M ::timescaledb-decompression-start",
                        "D compress_hyper_3_1_chunk",
                        "I _hyper_3_1_chunk",
                        "M ::timescaledb-decompression-end",
                        "U _hyper_3_1_chunk",
                        "M ::timescaledb-decompression-start",
                        "D compress_hyper_3_1_chunk",
                        "I _hyper_3_1_chunk",
                        "M ::timescaledb-decompression-end",
                        "D _hyper_3_1_chunk");
        assertThat(texts("timescale", "SELECT run_id || status || spark_metrics FROM pipeline_metrics_ts"))
                .containsExactly("rdone{\"a\": 1}");
    }

    @Test
    void decompressingAChunkEmitsItsRowsAsFalseCreates() throws SQLException {
        SERVER.execute("timescale", INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)");
        SERVER.execute("timescale", "SELECT compress_chunk(show_chunks('pipeline_metrics_ts'))");

        List<String> changes = changesOf("SELECT decompress_chunk(show_chunks('pipeline_metrics_ts'))");

        assertThat(changes)
                .containsExactly(
                        "M ::timescaledb-decompression-start",
                        "I _hyper_3_1_chunk",
                        "M ::timescaledb-decompression-end");
        assertThat(texts("timescale", "SELECT run_id FROM pipeline_metrics_ts")).containsExactly("r");
    }

    @Test
    void aMessageHasTheLsnOfTheChangeThatFollows() throws SQLException {
        SERVER.execute("timescale", INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)");
        SERVER.execute("timescale", "SELECT pg_create_logical_replication_slot('test', 'pgoutput')");
        SERVER.execute(
                "timescale",
                "BEGIN; SELECT pg_logical_emit_message(true, 'm', ''); UPDATE pipeline_metrics_ts SET status = 'x'; COMMIT");

        List<String> lsns = texts(
                "timescale",
                "SELECT lsn::text FROM pg_logical_slot_get_binary_changes('test', NULL, NULL, 'proto_version', '1',"
                        + " 'publication_names', 'debezium_timescale_publication', 'messages', 'true')"
                        + " WHERE substr(data, 1, 1) IN ('M', 'U')");
        assertThat(lsns).hasSize(2);
        assertThat(lsns.get(1)).isEqualTo(lsns.get(0));
    }

    @Test
    void compressingLaterRowsDeletesThemBetweenTwoMessages() throws SQLException {
        SERVER.execute("timescale", INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)");
        SERVER.execute("timescale", "SELECT compress_chunk(show_chunks('pipeline_metrics_ts'))");
        SERVER.execute("timescale", INSERT + "('2026-02-08 11:00Z', 'p', 'r2', NULL)");

        List<String> changes = changesOf("SELECT compress_chunk(show_chunks('pipeline_metrics_ts'))");

        assertThat(changes)
                .containsExactly(
                        "M ::timescaledb-compression-start",
                        "I compress_hyper_3_1_chunk",
                        "D _hyper_3_1_chunk",
                        "M ::timescaledb-compression-end");
        assertThat(texts("timescale", "SELECT run_id FROM pipeline_metrics_ts ORDER BY 1"))
                .containsExactly("r", "r2");
    }

    @Test
    void aHypertableMayHaveItsChunksInAnotherSchemaAndLeavesTheCatalogWhenDropped() throws SQLException {
        SERVER.execute("timescale", "CREATE SCHEMA chunks");
        SERVER.execute("timescale", "CREATE TABLE readings (time timestamptz PRIMARY KEY)");
        SERVER.execute("timescale", "SELECT create_hypertable('readings', 'time', 'chunks', 'r')");
        SERVER.execute("timescale", "INSERT INTO readings VALUES ('2026-02-08 10:00Z')");

        assertThat(texts("timescale", "SELECT tableoid::regclass::text FROM readings"))
                .containsExactly("chunks.r_1_chunk");
        SERVER.execute("timescale", "DROP TABLE readings CASCADE");
        assertThat(texts("timescale", "SELECT table_name FROM _timescaledb_catalog.hypertable"))
                .doesNotContain("readings");
        assertThat(texts("timescale", "SELECT table_name FROM _timescaledb_catalog.chunk"))
                .isEmpty();
    }

    @Test
    void aPublishedAggregateRefusesItsRefreshUntilItHasAReplicaIdentity() throws SQLException {
        SERVER.execute(
                "timescale", "SELECT _timescaledb_internal.imitate_continuous_agg('daily', 'model_performance_ts')");
        SERVER.execute("timescale", "INSERT INTO daily VALUES ('2026-02-08 10:00Z', 1)");

        assertThatThrownBy(() -> SERVER.execute("timescale", "DELETE FROM daily"))
                .hasMessageContaining("does not have a replica identity and publishes deletes");
        SERVER.execute("timescale", "ALTER TABLE _timescaledb_internal._hyper_4_1_chunk REPLICA IDENTITY FULL");
        SERVER.execute(
                "timescale", "ALTER TABLE _timescaledb_internal._materialized_hypertable_4 REPLICA IDENTITY FULL");
        SERVER.execute("timescale", "DELETE FROM daily");
        assertThat(texts("timescale", "SELECT time::text FROM daily")).isEmpty();
    }

    @Test
    void aColumnOfAHypertableIsItsChunksToo() throws SQLException {
        SERVER.execute("timescale", INSERT + "('2026-02-08 10:00Z', 'p', 'r', NULL)");
        SERVER.execute("timescale", "ALTER TABLE pipeline_metrics_ts ADD COLUMN remark text DEFAULT 'none'");
        SERVER.execute("timescale", "ALTER TABLE pipeline_metrics_ts DROP COLUMN status");
        SERVER.execute("timescale", INSERT + "('2026-02-09 10:00Z', 'p', 'r', NULL)");

        assertThat(texts("timescale", "SELECT remark FROM _timescaledb_internal._hyper_3_1_chunk"))
                .containsExactly("none");
        assertThat(texts("timescale", "SELECT remark FROM _timescaledb_internal._hyper_3_2_chunk"))
                .containsExactly("none");
    }

    /** Runs statements and tells what pgoutput made of them: kind and table of a change, or prefix of a message. */
    private static List<String> changesOf(String... statements) throws SQLException {
        SERVER.execute("timescale", "SELECT pg_create_logical_replication_slot('test', 'pgoutput')");
        for (String statement : statements) {
            SERVER.execute("timescale", statement);
        }
        List<String> changes = new ArrayList<>();
        Map<Integer, String> tables = new HashMap<>();
        try (Connection connection = SERVER.connect("timescale");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT data FROM pg_logical_slot_get_binary_changes('test', NULL,"
                                + " NULL, 'proto_version', '1', 'publication_names', 'debezium_timescale_publication', 'messages', 'true')")) {
            while (rows.next()) {
                ByteBuffer change = ByteBuffer.wrap(rows.getBytes(1));
                char kind = (char) change.get();
                switch (kind) {
                    case 'R' -> {
                        int id = change.getInt();
                        text(change);
                        tables.put(id, text(change));
                    }
                    case 'I', 'U', 'D' -> changes.add(kind + " " + tables.get(change.getInt()));
                    case 'M' -> {
                        change.position(change.position() + 9);
                        changes.add("M " + text(change));
                    }
                    default -> {
                        // Begin, commit and types tell nothing here.
                    }
                }
            }
        }
        SERVER.execute("timescale", "SELECT pg_drop_replication_slot('test')");
        return changes;
    }

    /** A text of ASCII that ends with a zero byte. */
    private static String text(ByteBuffer bytes) {
        StringBuilder text = new StringBuilder();
        for (byte next = bytes.get(); next != 0; next = bytes.get()) {
            text.append((char) next);
        }
        return text.toString();
    }

    private static List<String> texts(String database, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = SERVER.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
