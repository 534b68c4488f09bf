package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.opendatagov.cdc.capture.ConnectorState;

/** Tables of the capture world that a connector of their own captures, and what comes of their rows. */
final class ValuesStage {

    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private final String name;

    /**
     * @param name of connector, slot, publication and topics
     */
    ValuesStage(CaptureWorld world, String name) {
        this.world = world;
        this.name = name;
    }

    void run(String... statements) throws Exception {
        for (String statement : statements) {
            world.odg.run(statement);
        }
    }

    /** Runs statements in one transaction. */
    void runAtOnce(String... statements) throws Exception {
        try (Connection session = world.postgres.connect(world.odg.name())) {
            session.setAutoCommit(false);
            for (String statement : statements) {
                Database.run(session, statement);
            }
            session.commit();
        }
    }

    /** Starts a connector for tables that are there, and waits until it streams. */
    LocalCapture capture(Map<String, String> more, String... tables) throws Exception {
        run("CREATE PUBLICATION " + name + " FOR TABLE " + String.join(", ", tables)
                + " WITH (publish_via_partition_root = true)");
        for (String table : tables) {
            run("GRANT SELECT ON " + table + " TO cdc");
        }
        return start(more, tables).awaitState(ConnectorState.STREAMING);
    }

    private LocalCapture start(Map<String, String> more, String... tables) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("source", "odg");
        options.put("topicPrefix", name);
        options.put("slotName", name);
        options.put("publicationName", name);
        options.put("tableIncludeList", "public.(" + String.join("|", tables) + ")");
        options.put("snapshotMode", "initial");
        options.put("heartbeatIntervalMs", "1000");
        options.putAll(more);
        return new LocalCapture(
                world.postgres,
                world.kafka,
                "postgres-cdc:" + name + "?"
                        + options.entrySet().stream()
                                .map(option -> option.getKey() + "="
                                        + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&")));
    }

    List<TopicRecord> events(String table) {
        String topic = name + ".public." + table;
        return world.topics.topics().contains(topic) ? world.topics.read(topic) : List.of();
    }

    /** The last event of a row, once the row is noted to be so. */
    TopicRecord await(String table, int id, String note) {
        return Awaitility.await(table + ", row " + id + ": " + note)
                .atMost(PATIENCE)
                .until(() -> last(table, id), event -> event != null && note.equals(note(event)));
    }

    private static String note(TopicRecord event) {
        return event.value().at("/after/note").asText();
    }

    private TopicRecord last(String table, int id) {
        return events(table).stream()
                .filter(event -> !event.isTombstone() && row(event).path("id").asInt() == id)
                // Without a key the events of a row are in any partition.
                .max(Comparator.comparingLong(
                        event -> event.value().at("/source/lsn").asLong()))
                .orElse(null);
    }

    private static JsonNode row(TopicRecord event) {
        JsonNode after = event.value().path("after");
        return after.isObject() ? after : event.value().path("before");
    }

    /** Removes what the connector leaves behind. */
    void drop(String... tables) throws Exception {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> world.odg.run("SELECT pg_drop_replication_slot('" + name + "')") != 0);
        run("DROP PUBLICATION " + name);
        for (String table : tables) {
            run("DROP TABLE " + table);
        }
    }
}
