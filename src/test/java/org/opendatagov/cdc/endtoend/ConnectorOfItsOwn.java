package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/**
 * A connector of the capture world that has a name, a slot, a publication, a table and a topic prefix of its own, so that a
 * test can do with them what it likes.
 */
final class ConnectorOfItsOwn {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private final String name;

    /** Makes the table, {@code own_<name>} with an int {@code id} and a text {@code a}, and its publication. */
    ConnectorOfItsOwn(CaptureWorld world, String name) throws SQLException {
        this.world = world;
        this.name = name;
        sql(
                "CREATE TABLE %s (id int PRIMARY KEY, a text); GRANT SELECT ON %1$s TO cdc; CREATE PUBLICATION %1$s FOR TABLE %1$s"
                        .formatted(table()));
    }

    String table() {
        return "own_" + name;
    }

    String slot() {
        return table();
    }

    String topic() {
        return "cdc.own." + name + ".public." + table();
    }

    void sql(String statements) throws SQLException {
        world.postgres.execute("odg", statements);
    }

    /** Starts a service with this connector alone; other options take the place of the built-in route's. */
    CdcService start(Map<String, String> options) throws IOException {
        return start(options, world.environment());
    }

    CdcService start(Map<String, String> options, ServiceEnvironment environment) throws IOException {
        String folder = world.routes(name, route -> route(route, options));
        return CaptureWorld.start(name, environment.with("CDC_ROUTES_FOLDER", folder));
    }

    /** The same with a small heap, in bytes as {@code -Xmx} takes it. */
    CdcService startInHeap(String heap, Map<String, String> options) throws IOException {
        String folder = world.routes(name, route -> route(route, options));
        CdcService service = new CdcService(
                "capture-" + name,
                world.environment().with("CDC_ROUTES_FOLDER", folder),
                List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        service.start();
        return service;
    }

    private String route(String builtIn, Map<String, String> options) {
        Map<String, String> own = new TreeMap<>(options);
        own.put("topicPrefix", "cdc.own." + name);
        own.put("slotName", slot());
        own.put("publicationName", table());
        StringBuilder route = new StringBuilder();
        boolean inTables = false;
        for (String line : builtIn.lines().toList()) {
            String option = line.strip().replaceFirst(":.*", "");
            inTables = option.equals("tableIncludeList")
                    || (inTables && line.strip().startsWith("public."));
            if (!inTables && !own.containsKey(option)) {
                route.append(line.replace("odg-postgresql-cdc", name)).append('\n');
            }
            if (option.equals("parameters")) {
                own.put("tableIncludeList", "public." + table());
                own.forEach((key, value) -> route.append("        " + key + ": " + value + "\n"));
            }
        }
        return route.toString();
    }

    /** What the service says of the connector, nothing before it can be reached. */
    String state(CdcService service) {
        return ConnectorStates.of(service, name);
    }

    void awaitState(CdcService service, String... parts) {
        await().atMost(PATIENCE).until(() -> List.of(parts).stream().allMatch(state(service)::contains));
    }

    /** Waits for the last event of a row and returns it. */
    JsonNode awaitEvent(int id, String operation) {
        await().atMost(PATIENCE)
                .until(() -> operation.equals(last(id).path("op").asText()));
        return last(id);
    }

    private JsonNode last(int id) {
        if (!world.topics.topics().contains(topic())) {
            return TopicReader.tree("{}");
        }
        List<TopicRecord> events = world.topics.read(topic(), "id", id);
        return events.isEmpty()
                ? TopicReader.tree("{}")
                : events.get(events.size() - 1).value();
    }

    /** Removes what would be in the way of other tests. */
    void remove() throws SQLException {
        sql(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '%s'; DROP PUBLICATION %s; DROP TABLE %2$s"
                        .formatted(slot(), table()));
    }
}
