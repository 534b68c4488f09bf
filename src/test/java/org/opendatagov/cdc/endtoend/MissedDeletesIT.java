package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.rows.SourceMarks;
import org.opendatagov.cdc.capture.rows.TableRows;

/** Deletes that the WAL doesn't have, here those of a TRUNCATE, are published on request, and only of rows that aren't there. */
@ExtendWith(CaptureWorld.Provider.class)
class MissedDeletesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TableName TABLE = new TableName("public", "md");

    private final CaptureWorld world;

    MissedDeletesIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void keysOfAnyTypeThatAreGoneGetADeleteAndOthersNone() throws Exception {
        world.odg.run("CREATE TYPE md_kind AS ENUM ('a', 'it''s \\odd')");
        world.odg.run("CREATE TABLE md (b bytea, t timestamptz, d date, n numeric(10, 2), s text, e md_kind, u uuid,"
                + " \"Odd \"\"Name\" int, v text NOT NULL, PRIMARY KEY (s, b, t, d, n, e, u, \"Odd \"\"Name\"))");
        world.odg.run("CREATE PUBLICATION md FOR TABLE md");
        insert("gone: ''\\'' 100% ??");
        insert("back");
        try (LocalCapture capture = capture()) {
            List<List<String>> keys;
            long position;
            try (TableRows rows = capture.rows().open(TABLE);
                    SourceMarks marks = capture.rows().marks()) {
                keys = rows.next(10).stream().map(row -> rows.texts(row.key())).toList();
                world.odg.run("TRUNCATE md");
                position = marks.next().position();
            }
            insert("back");

            for (String foreign :
                    List.of("{}", "{\"schema\": 1}", "{\"schema\": \"public\", \"table\": \"md\", \"keys\": 7}")) {
                Signals.send(world.kafka, "md", "publish-deletes", (ObjectNode) TopicReader.tree(foreign));
            }
            capture.rows().publishDeletes(TABLE, keys, position + (1L << 40));
            capture.rows().publishDeletes(TABLE, keys, position);

            await().atMost(PATIENCE).until(() -> operations("gone").equals(List.of("r", "d")));
            TopicRecord delete = events("gone").get(1);
            assertThat(delete.key()).isEqualTo(events("gone").get(0).key());
            assertThat(delete.value().path("source").path("snapshot").asText()).isEqualTo("incremental");
            assertThat(delete.value().path("source").path("lsn").asLong()).isEqualTo(position);
            assertThat(delete.value().path("before").path("s").asText()).startsWith("gone");
            insert("gone: ''\\'' 100% ??");
            await().atMost(PATIENCE).until(() -> operations("gone").equals(List.of("r", "d", "c")));
            assertThat(operations("back")).containsExactly("r", "c");
        }
        try (LocalCapture capture = capture()) {
            insert("next");
            await().atMost(PATIENCE).until(() -> operations("next").equals(List.of("c")));
        }
        assertThat(operations("gone")).containsExactly("r", "d", "c");
        assertThat(operations("back")).containsExactly("r", "c");
    }

    private void insert(String text) throws Exception {
        world.odg.run("INSERT INTO md VALUES ('\\x00ff', '2026-01-02 03:04:05.678901+02', '2026-01-02', 1.50, '" + text
                + "', 'it''s \\odd', 'c0ffee00-0000-4000-8000-000000000001', 7, 'v')");
    }

    private LocalCapture capture() throws Exception {
        LocalCapture capture = new LocalCapture(
                world.postgres,
                world.kafka,
                "postgres-cdc:md?source=odg&topicPrefix=md&slotName=md&publicationName=md&tableIncludeList=public.md"
                        + "&heartbeatIntervalMs=500");
        return capture.awaitState(ConnectorState.STREAMING);
    }

    private List<String> operations(String text) {
        return events(text).stream().map(TopicRecord::operation).toList();
    }

    /** The events of rows whose key begins so. */
    private List<TopicRecord> events(String text) {
        return world.topics.read("md.public.md").stream()
                .filter(event -> !event.isTombstone())
                .filter(event ->
                        event.key() != null && event.key().path("s").asText().startsWith(text))
                .toList();
    }
}
