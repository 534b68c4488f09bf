package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/**
 * A connector with two tables, {@code <name>_a} and {@code <name>_b}, a slot and a publication of its own, which is captured in this JVM
 * and whose topics are compared with its tables.
 */
final class GapStage {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private final PostgresServer source;
    private final String name;
    private int rows;

    private GapStage(CaptureWorld world, PostgresServer source, String name) {
        this.world = world;
        this.source = source;
        this.name = name;
    }

    /** Makes the tables and the publication. */
    static GapStage in(CaptureWorld world, String name) throws SQLException {
        return in(world, world.postgres, name);
    }

    /** Makes them on another server than the world's. */
    static GapStage in(CaptureWorld world, PostgresServer source, String name) throws SQLException {
        GapStage stage = new GapStage(world, source, name);
        stage.makeTables();
        stage.makePublication();
        return stage;
    }

    /** The same connector on another server, where nothing is made yet. */
    GapStage on(PostgresServer other) {
        GapStage stage = new GapStage(world, other, name);
        stage.rows = rows;
        return stage;
    }

    void makeTables() throws SQLException {
        for (String table : new String[] {a(), b()}) {
            sql("CREATE TABLE " + table + " (id int PRIMARY KEY, v int); GRANT SELECT ON " + table + " TO cdc");
        }
    }

    void makePublication() throws SQLException {
        sql("CREATE PUBLICATION " + name + " FOR TABLE " + a() + ", " + b());
    }

    void makeSlot() throws SQLException {
        sql("SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
    }

    String name() {
        return name;
    }

    String a() {
        return name + "_a";
    }

    String b() {
        return name + "_b";
    }

    void sql(String statements) throws SQLException {
        source.execute(Sources.ODG, statements);
    }

    long number(String query) throws SQLException {
        return new Database(source, Sources.ODG).number(query);
    }

    /** Writes a new row into each table. */
    void insert() throws SQLException {
        rows++;
        sql("INSERT INTO " + a() + " VALUES (" + rows + ", 0)");
        sql("INSERT INTO " + b() + " VALUES (" + rows + ", 0)");
    }

    LocalCapture start() throws Exception {
        return start(Map.of());
    }

    /** Starts a replica, with options of the route in addition to these. */
    LocalCapture start(Map<String, String> more) throws Exception {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "source",
                "odg",
                "topicPrefix",
                "gap." + name,
                "slotName",
                name,
                "publicationName",
                name,
                "tableIncludeList",
                "public." + a() + ",public." + b(),
                "snapshotMode",
                "initial",
                "heartbeatIntervalMs",
                "1000"));
        options.putAll(more);
        return new LocalCapture(
                source,
                world.kafka,
                "postgres-cdc:" + name + "?"
                        + options.entrySet().stream()
                                .map(option -> option.getKey() + "=" + option.getValue())
                                .collect(Collectors.joining("&")));
    }

    /** Starts a replica, has rows captured by its snapshot and by its stream, and ends it. */
    void captureSome(Map<String, String> options) throws Exception {
        insert();
        try (LocalCapture capture = start(options)) {
            capture.awaitState(ConnectorState.STREAMING);
            insert();
            awaitSame();
        }
    }

    /** Waits until the connector has stopped at a gap. */
    static ConnectorStatus awaitGap(LocalCapture capture) {
        await("a gap")
                .atMost(PATIENCE)
                .until(() -> capture.status().state() == ConnectorState.FAILED
                        && capture.status().gap() != null);
        return capture.status();
    }

    /** Waits until the topics hold just the rows that the tables hold. */
    void awaitSame() {
        await("topic and table are the same")
                .atMost(PATIENCE)
                .until(() -> inTables().equals(inTopics()));
    }

    /** Table and id of each row, with its value. */
    SortedMap<String, Integer> inTables() throws SQLException {
        SortedMap<String, Integer> found = new TreeMap<>();
        try (Connection connection = source.connect(Sources.ODG);
                Statement statement = connection.createStatement()) {
            for (String table : new String[] {a(), b()}) {
                try (ResultSet all = statement.executeQuery("SELECT id, v FROM " + table)) {
                    while (all.next()) {
                        found.put(table + " " + all.getInt(1), all.getInt(2));
                    }
                }
            }
        }
        return found;
    }

    /** The same by the events that Kafka has. */
    SortedMap<String, Integer> inTopics() {
        SortedMap<String, Integer> found = new TreeMap<>();
        for (String table : new String[] {a(), b()}) {
            if (world.topics.topics().contains(topic(table))) {
                for (TopicRecord event : world.topics.read(topic(table))) {
                    String row = table + " " + event.key().path("id").asInt();
                    if (event.isTombstone() || event.operation().equals("d")) {
                        found.remove(row);
                    } else {
                        found.put(row, event.value().at("/after/v").asInt());
                    }
                }
            }
        }
        return found;
    }

    /** The same as a sink holds it, which takes an event unless it holds one of a higher position. */
    SortedMap<String, Integer> inSinks() {
        SortedMap<String, Integer> found = new TreeMap<>();
        Map<String, Long> fences = new HashMap<>();
        for (String table : new String[] {a(), b()}) {
            for (TopicRecord event : world.topics.read(topic(table))) {
                String row = table + " " + event.key().path("id").asInt();
                if (event.isTombstone() || fences.merge(row, event.position(), Math::max) > event.position()) {
                    continue;
                }
                if (event.operation().equals("d")) {
                    found.remove(row);
                } else {
                    found.put(row, event.value().at("/after/v").asInt());
                }
            }
        }
        return found;
    }

    String topic(String table) {
        return "gap." + name + ".public." + table;
    }

    /** Removes what would be in the way of other tests. */
    void remove() throws SQLException {
        sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + name + "'");
        sql("DROP PUBLICATION IF EXISTS " + name);
        sql("DROP TABLE IF EXISTS " + a() + ", " + b());
    }
}
