package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.CdcService.Answer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** What the service says when it can't capture: one sentence, in its readiness and in its log, and no stack trace. */
@ExtendWith(CaptureWorld.Provider.class)
class BadInputIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SLOT = "debezium_odg";

    private final CaptureWorld world;
    private final String where;
    private final String name;
    private CdcService service;

    BadInputIT(CaptureWorld world, TestInfo test) {
        this.world = world;
        this.where = "PostgreSQL at 127.0.0.1:" + world.postgres.port() + "/odg";
        this.name = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void endService() {
        service.close();
    }

    @Test
    void aMissingPassword() {
        start(without("CDC_ODG_PASSWORD"));

        awaitFailed("cdc.odg.password isn't set; set it, or the environment variable CDC_ODG_PASSWORD");
    }

    @Test
    @Tag("faults")
    void aMissingUser() {
        start(without("CDC_ODG_USER"));

        awaitFailed("cdc.odg.user isn't set; set it, or the environment variable CDC_ODG_USER");
    }

    @Test
    void aWrongPasswordUntilItIsRight() throws Exception {
        start(world.environment().with("CDC_ODG_PASSWORD", "another-secret"));

        awaitFailed(where + " refused user 'cdc'", "; correct cdc.odg.user and cdc.odg.password");
        assertThat(service.log()).content().doesNotContain("another-secret");

        execute("ALTER ROLE cdc PASSWORD 'another-secret'");
        try {
            service.awaitReady(PATIENCE);
        } finally {
            execute("ALTER ROLE cdc PASSWORD '" + Sources.CDC_PASSWORD + "'");
        }
    }

    @Test
    @Tag("faults")
    void anUnreachableDatabase() {
        start(world.environment().with("CDC_ODG_PORT", "1"));

        awaitWaiting(
                "PostgreSQL at 127.0.0.1:1/odg can't be reached", "start it, or correct cdc.odg.host and cdc.odg.port");
    }

    @Test
    @Tag("faults")
    void anUnknownDatabase() {
        start(world.environment().with("CDC_ODG_DATABASE", "nowhere"));

        awaitFailed("has no database 'nowhere'; correct cdc.odg.database");
    }

    @Test
    @Tag("faults")
    void aWalLevelThatIsNotLogical() throws Exception {
        try (PostgresServer replica = new PostgresServer("capture-replica", Map.of("wal_level", "replica"))) {
            replica.start();
            Sources.createOdg(replica);
            start(world.environment().odg(replica));

            awaitFailed("has wal_level 'replica' and can't be captured;"
                    + " run ALTER SYSTEM SET wal_level = 'logical' and restart PostgreSQL");
        }
    }

    @Test
    @Tag("faults")
    void aRoleThatMayNotReplicateUntilItMay() throws Exception {
        execute("ALTER ROLE cdc NOREPLICATION");
        try {
            start(world.environment());

            awaitFailed("role 'cdc' of " + where + " may not replicate; run ALTER ROLE \"cdc\" REPLICATION");
        } finally {
            execute("ALTER ROLE cdc REPLICATION");
        }
        service.awaitReady(PATIENCE);
    }

    @Test
    @Tag("faults")
    void aTableThatMayNotBeReadUntilItMay() throws Exception {
        execute("REVOKE SELECT ON veto_records FROM cdc");
        try {
            start(world.environment());

            awaitFailed(
                    "role 'cdc' may not read table public.veto_records of " + where + "; run GRANT USAGE ON SCHEMA",
                    "GRANT SELECT ON");
        } finally {
            execute("GRANT SELECT ON veto_records TO cdc");
        }
        service.awaitReady(PATIENCE);
    }

    @Test
    void anUnknownTableInTheIncludeList() throws Exception {
        String route = RouteFilesIT.builtIn("capture-odg.yaml").replace("public.veto_records", "public.veto_recrods");
        Path folder = RouteFilesIT.folder(name, "capture-odg.yaml", route);
        start(world.environment().with("CDC_ROUTES_FOLDER", folder.toString()));

        awaitFailed("tableIncludeList of connector odg-postgresql-cdc names public.veto_recrods, which is no table of "
                + where + "; correct the list in the route, or create the table");
    }

    @Test
    @Tag("faults")
    void aMissingPublicationUntilItIsMade() throws Exception {
        execute("ALTER PUBLICATION debezium_publication RENAME TO another_publication");
        try {
            start(world.environment());

            awaitFailed(
                    where + " has no publication 'debezium_publication';",
                    "CREATE PUBLICATION \"debezium_publication\" FOR TABLE");
        } finally {
            execute("ALTER PUBLICATION another_publication RENAME TO debezium_publication");
        }
        service.awaitReady(PATIENCE);
    }

    @Test
    @Tag("faults")
    void aPublicationThatLeavesOutATableUntilItHasIt() throws Exception {
        execute("ALTER PUBLICATION debezium_publication DROP TABLE veto_records");
        try {
            start(world.environment());

            awaitFailed(
                    "publication 'debezium_publication' of " + where + " leaves out table public.veto_records;",
                    "ALTER PUBLICATION");
        } finally {
            execute("ALTER PUBLICATION debezium_publication ADD TABLE veto_records");
        }
        service.awaitReady(PATIENCE);
    }

    @Test
    @Tag("faults")
    void aSlotThatAnotherUsesUntilItIsFree() throws Exception {
        execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')"
                + " WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '" + SLOT + "')");
        try (Connection other = replicationConnection();
                PGReplicationStream stream = other.unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(SLOT)
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", "debezium_publication")
                        .start()) {
            start(world.environment());

            awaitWaiting(
                    "replication slot '" + SLOT + "' of " + where + " is in use by process ",
                    "(other-reader); stop the other reader, or choose another slotName in the route");
            assertThat(stream.isClosed()).isFalse();
        }
        service.awaitReady(PATIENCE);
    }

    private Connection replicationConnection() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", Sources.CDC_USER);
        properties.setProperty("password", Sources.CDC_PASSWORD);
        properties.setProperty("replication", "database");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("ApplicationName", "other-reader");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + world.postgres.port() + "/odg", properties);
    }

    private ServiceEnvironment without(String variable) {
        Map<String, String> variables = new HashMap<>(world.environment().variables());
        variables.remove(variable);
        ServiceEnvironment environment = new ServiceEnvironment();
        variables.forEach(environment::with);
        return environment;
    }

    private void start(ServiceEnvironment environment) {
        service = CaptureWorld.start(name, environment);
    }

    private void execute(String sql) throws Exception {
        world.postgres.execute(world.odg.name(), sql);
    }

    /** Waits for a problem that somebody has to mend. */
    private void awaitFailed(String... parts) {
        awaitSentence("FAILED: ", parts);
    }

    /** Waits for a problem that may pass by itself. */
    private void awaitWaiting(String... parts) {
        awaitSentence("WAITING: ", parts);
    }

    /** Waits until the service says the parts of the sentence in its readiness, and looks for them in its log. */
    private void awaitSentence(String state, String... parts) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer ready = service.health("ready");
            assertThat(ready.status()).isEqualTo(503);
            JsonNode connectors = HealthAndMetricsIT.check(TopicReader.tree(ready.body()), "connectors");
            assertThat(connectors.path("odg-postgresql-cdc").asText())
                    .startsWith(state)
                    .contains(parts);
        });
        assertThat(service.health("started").status()).isEqualTo(200);
        assertThat(service.log()).content().doesNotContain("\tat ");
        assertThat(service.log()).content().contains(parts);
    }
}
