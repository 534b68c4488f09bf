package org.opendatagov.cdc.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;

/**
 * Tables of its own in the capture world, {@code <name>_<n>} with the columns {@code id} and {@code version}, and a route that
 * captures them with a slot and topics of their own.
 */
final class SnapshotStage {

    private final CaptureWorld world;
    private final String name;
    private final List<String> tables;

    /** Makes the tables, each with the rows 1 to what is given, all of version 0. */
    SnapshotStage(CaptureWorld world, String name, int... rows) throws SQLException {
        this.world = world;
        this.name = name;
        this.tables =
                IntStream.range(0, rows.length).mapToObj(i -> name + "_" + i).toList();
        for (int i = 0; i < rows.length; i++) {
            world.odg.run("CREATE TABLE " + tables.get(i) + " (id bigint PRIMARY KEY, version int NOT NULL)");
            insert(i, 1, rows[i]);
            world.odg.run("ANALYZE " + tables.get(i));
        }
        world.odg.run("CREATE PUBLICATION \"" + name + "\" FOR TABLE " + String.join(", ", tables));
    }

    /** Inserts rows of version 0 in one transaction. */
    void insert(int table, int firstId, int lastId) throws SQLException {
        world.odg.run(
                "INSERT INTO " + tables.get(table) + " SELECT i, 0 FROM generate_series(?, ?) i", firstId, lastId);
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

    boolean topicIsEmpty(int table) {
        return world.topics.read(name + "." + table(table)).isEmpty();
    }

    void dropSlot() throws SQLException {
        world.odg.run("SELECT pg_drop_replication_slot('" + name + "')");
    }

    /** A column of the slot in PostgreSQL's view, or null when there is no slot. */
    String slot(String column) throws SQLException {
        try (Connection connection = world.postgres.connect(world.odg.name());
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
                world.environment().flows("capture-" + name).with("CDC_ROUTES_FOLDER", folder.toString()));
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
        options.putAll(more);
        return options;
    }

    /** How a service says that the connector is; empty while it doesn't answer. */
    String state(CdcService service) {
        return ConnectorStates.of(service, connector());
    }
}
