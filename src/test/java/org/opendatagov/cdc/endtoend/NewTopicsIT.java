package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** Many tables at once, whose topics don't exist yet. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class NewTopicsIT {

    private static final int TABLES = 200;
    private static final String PREFIX = "cdc.many.";

    private final CaptureWorld world;

    NewTopicsIT(CaptureWorld world) {
        this.world = world;
    }

    /** Kafka's producer warns of each write to a topic that isn't known everywhere yet, and tries again. */
    @Test
    void aStartWithManyNewTablesLogsNoWarningOfKafkasClients() throws Exception {
        world.postgres.execute(
                "odg",
                "CREATE SCHEMA many; GRANT USAGE ON SCHEMA many TO cdc;"
                        + " DO $$ BEGIN FOR i IN 1.." + TABLES
                        + " LOOP EXECUTE format('CREATE TABLE many.t%s (id int PRIMARY KEY);"
                        + " INSERT INTO many.t%1$s VALUES (1); GRANT SELECT ON many.t%1$s TO cdc', i); END LOOP; END $$;"
                        + " CREATE PUBLICATION many FOR TABLES IN SCHEMA many");
        String folder = world.routes("many", NewTopicsIT::route);
        try (CdcService service = CaptureWorld.start(
                "many",
                Caller.users(world.environment())
                        .with("CDC_ROUTES_FOLDER", folder)
                        // Which the service turns off otherwise, for the times when Kafka is away.
                        .with("QUARKUS_LOG_CATEGORY__ORG_APACHE_KAFKA_CLIENTS_NETWORKCLIENT__LEVEL", "WARN"))) {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> ConnectorStates.of(service, "many").equals("STREAMING"));
            world.postgres.execute(
                    "odg",
                    "DO $$ BEGIN FOR i IN 1.." + TABLES + " LOOP EXECUTE format('INSERT INTO many.t%s VALUES (2)', i);"
                            + " END LOOP; END $$");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !world.topics
                            .read(PREFIX + "many.t" + TABLES, "id", 2)
                            .isEmpty());

            assertThat(warnings(service)).isEmpty();
        } finally {
            world.postgres.execute(
                    "odg", "SELECT pg_drop_replication_slot('many'); DROP PUBLICATION many; DROP SCHEMA many CASCADE");
        }
    }

    private static List<String> warnings(CdcService service) throws IOException {
        try (var lines = Files.lines(service.log())) {
            return lines.filter(line -> line.matches("\\S+ \\S+ +(WARN|ERROR|FATAL) +\\[org\\.apache\\.kafka.*"))
                    .toList();
        }
    }

    private static String route(String builtIn) {
        StringBuilder route = new StringBuilder();
        for (String line : builtIn.lines().toList()) {
            String option = line.strip();
            if (option.startsWith("tableIncludeList")) {
                route.append("        tableIncludeList: many\\.t[0-9]+\n");
            } else if (!option.startsWith("public.")) {
                route.append(line.replace("odg-postgresql-cdc", "many")
                                .replace("topicPrefix: cdc.odg", "topicPrefix: cdc.many")
                                .replace("debezium_odg", "many")
                                .replace("debezium_publication", "many"))
                        .append('\n');
            }
        }
        return route.toString();
    }
}
