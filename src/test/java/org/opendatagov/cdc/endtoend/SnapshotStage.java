package org.opendatagov.cdc.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/**
 * Tables of its own in the capture world, {@code <name>_<n>} with the columns {@code id} and {@code version}, and a route that
 * captures them with a slot and topics of their own.
 */
final class SnapshotStage {

    private static final int DAYS = 5;

    private final CaptureWorld world;
    private final Database database;
    private final boolean hypertables;
    private final String name;
    private final List<String> tables;

    /** Makes the tables, each with the rows 1 to what is given, all of version 0. */
    SnapshotStage(CaptureWorld world, String name, int... rows) throws SQLException {
        this(world, world.odg, false, name, rows);
    }

    private SnapshotStage(CaptureWorld world, Database database, boolean hypertables, String name, int... rows)
            throws SQLException {
        this.world = world;
        this.database = database;
        this.hypertables = hypertables;
        this.name = name;
        this.tables =
                IntStream.range(0, rows.length).mapToObj(i -> name + "_" + i).toList();
        for (int i = 0; i < rows.length; i++) {
            make(tables.get(i));
            insert(i, 1, rows[i]);
            database.run("ANALYZE " + tables.get(i));
        }
        if (!hypertables) {
            database.run("CREATE PUBLICATION \"" + name + "\" FOR TABLE " + String.join(", ", tables));
        }
    }

    /** The same with hypertables, whose rows are strewn over the chunks of {@value #DAYS} days; the chunk of the first day is compressed. */
    static SnapshotStage ofHypertables(CaptureWorld world, String name, int... rows) throws SQLException {
        Sources.createTimescale(world.postgres);
        Database timescale = new Database(world.postgres, Sources.TIMESCALE);
        SnapshotStage stage = new SnapshotStage(world, timescale, true, name, rows);
        for (String table : stage.tables) {
            timescale.run("SELECT compress_chunk(show_chunks('" + table + "', '2026-03-02'))");
        }
        return stage;
    }

    private void make(String table) throws SQLException {
        if (hypertables) {
            database.run(
                    "CREATE TABLE " + table + " (id bigint NOT NULL, version int NOT NULL, time timestamptz NOT NULL"
                            + " DEFAULT timestamptz '2026-03-01Z' + floor(random() * " + DAYS
                            + ") * interval '1 day', PRIMARY KEY (id, time))");
            database.run("SELECT create_hypertable('" + table + "', 'time')");
        } else {
            database.run("CREATE TABLE " + table + " (id bigint PRIMARY KEY, version int NOT NULL)");
        }
    }

    Database database() {
        return database;
    }

    /** Inserts rows of version 0 in one transaction. */
    void insert(int table, int firstId, int lastId) throws SQLException {
        database.run(
                "INSERT INTO " + tables.get(table) + " (id, version) SELECT i, 0 FROM generate_series(?, ?) i",
                firstId,
                lastId);
    }

    String table(int index) {
        return "public." + tables.get(index);
    }

    String connector() {
        return name + "-connector";
    }

    /** For each row of a table its events in the topic as operation and version, in order: {@code r0 u1}. */
    Map<Long, String> events(int table) {
        return world.topics.read(name + "." + table(table)).stream()
                .filter(event -> !event.isTombstone())
                .collect(Collectors.groupingBy(
                        event -> event.key().path("id").asLong(),
                        Collectors.mapping(
                                event -> event.operation()
                                        + event.value().at("/after/version").asText(),
                                Collectors.joining(" "))));
    }

    /** The version of each row that a sink would hold which refuses what is older than it holds. */
    Map<Long, Integer> settled(int table) {
        Map<Long, Long> positions = new HashMap<>();
        Map<Long, Integer> versions = new HashMap<>();
        for (TopicRecord event : world.topics.read(name + "." + table(table))) {
            long id = event.key().path("id").asLong();
            long position = position(event);
            if (!event.isTombstone() && position >= positions.getOrDefault(id, 0L)) {
                positions.put(id, position);
                versions.put(id, event.value().at("/after/version").asInt());
            }
        }
        return versions;
    }

    private static long position(TopicRecord event) {
        String header = event.headers().get("cdc.position");
        if (header != null || event.isTombstone()) {
            return header == null ? 0 : Long.parseLong(header);
        }
        return TopicReader.tree(event.value().at("/source/sequence").asText())
                .path(0)
                .asLong();
    }

    /** The stored offset as JSON, or null when there is none. */
    String offset() {
        return world.topics.lastText("connect-offsets", "[\"" + connector() + "\",{\"server\":\"" + name + "\"}]");
    }

    boolean topicIsEmpty(int table) {
        return world.topics.read(name + "." + table(table)).isEmpty();
    }

    void dropSlot() throws SQLException {
        database.run("SELECT pg_drop_replication_slot('" + name + "')");
    }

    /** A column of the slot in PostgreSQL's view, or null when there is no slot. */
    String slot(String column) throws SQLException {
        try (Connection connection = world.postgres.connect(database.name());
                Statement statement = connection.createStatement();
                ResultSet slot = statement.executeQuery(
                        "SELECT " + column + "::text FROM pg_replication_slots WHERE slot_name = '" + name + "'")) {
            return slot.next() ? slot.getString(1) : null;
        }
    }

    /** Starts a replica in this JVM, with options of the route. */
    LocalCapture local(Map<String, String> options) throws Exception {
        return local(world.postgres, options);
    }

    /** Starts a replica in this JVM that captures a copy of the database. */
    LocalCapture local(PostgresServer source, Map<String, String> options) throws Exception {
        return new LocalCapture(
                source,
                world.kafka,
                "postgres-cdc:" + connector() + "?"
                        + options(options).entrySet().stream()
                                .map(option -> option.getKey() + "=" + option.getValue())
                                .collect(Collectors.joining("&")));
    }

    /** Starts a replica as a process of its own, with options of the route. */
    CdcService service(String replica, Map<String, String> options) throws IOException {
        Path folder = Path.of("target", "servers", name + "-routes").toAbsolutePath();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".yaml"), """
                - route:
                    id: capture-%s
                    from:
                      uri: postgres-cdc:%s
                      parameters:
                %s
                      steps:
                        - to:
                            uri: cdc-topics:cdc
                """.formatted(
                        name,
                        connector(),
                        options(options).entrySet().stream()
                                .map(option -> "        " + option.getKey() + ": " + option.getValue())
                                .collect(Collectors.joining("\n"))));
        return CaptureWorld.start(
                name + "-" + replica,
                world.environment()
                        .timescale(world.postgres)
                        .flows("capture-" + name)
                        .with("CDC_ROUTES_FOLDER", folder.toString()));
    }

    private Map<String, String> options(Map<String, String> more) {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "source",
                "odg",
                "topicPrefix",
                name,
                "slotName",
                name,
                "publicationName",
                name,
                "tableIncludeList",
                String.join(",", tables.stream().map(table -> "public." + table).toList()),
                "heartbeatIntervalMs",
                "1000"));
        if (hypertables) {
            String patterns = options.get("tableIncludeList");
            options.put("source", "timescale");
            options.put("hypertables", "true");
            options.put("publicationName", "debezium_timescale_publication");
            options.put("snapshotIncludeCollectionList", patterns);
            options.put("tableIncludeList", "'" + patterns + ",_timescaledb_internal\\._hyper_.*_chunk'");
        }
        options.putAll(more);
        return options;
    }

    /** How a service says that the connector is; empty while it doesn't answer. */
    String state(CdcService service) {
        return ConnectorStates.of(service, connector());
    }
}
