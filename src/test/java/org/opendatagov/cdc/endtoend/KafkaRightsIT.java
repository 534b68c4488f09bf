package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.FreePorts;
import org.opendatagov.cdc.servers.KafkaServer;

/** A Kafka in which the service may make no topic, and do nothing at first: the preflight says all that it needs at once. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaRightsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SECURED = FreePorts.next();
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final CaptureWorld world;
    private final KafkaServer kafka = new KafkaServer(
                    "rights-kafka",
                    Map.of(
                            "listener.security.protocol.map",
                            "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_PLAINTEXT",
                            "sasl.enabled.mechanisms",
                            "PLAIN",
                            "listener.name.secured.plain.sasl.jaas.config",
                            LOGIN + " user_capturer=\"rights-secret\";",
                            "authorizer.class.name",
                            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                            "super.users",
                            "User:ANONYMOUS"))
            .listener("SECURED", SECURED);
    private final TopicReader topics = new TopicReader(kafka);

    KafkaRightsIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        kafka.start();
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void thePreflightNamesEveryTopicAndEveryRightAsCommandsThatSuffice() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "rights");
        try (CdcService service = connector.start(
                Map.of("provideTransactionMetadata", "true", "heartbeatIntervalMs", "500"),
                Caller.users(world.environment())
                        .with("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + SECURED)
                        .with("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
                        .with("KAFKA_SASL_MECHANISM", "PLAIN")
                        .with(
                                "KAFKA_SASL_JAAS_CONFIG",
                                LOGIN + " username=\"capturer\" password=\"rights-secret\";"))) {
            // The topics of configurations come first; until they are readable nobody knows whether it is paused.
            connector.awaitState(service, "connect-configs");
            JsonNode check = rights(service);
            assertThat(check.path("status").asText()).isEqualTo("PROBLEM");
            assertThat(check.path("message").asText())
                    .contains(
                            connector.topic(),
                            "cdc.signals.rights",
                            "__debezium-heartbeat.cdc.own.rights",
                            "cdc.own.rights.transaction",
                            "connect-offsets",
                            "connect-configs",
                            "connect-status",
                            "opendatagov-cdc-rights");
            assertThat(check.toString()).doesNotContain("rights-secret");
            List<String> commands = commands(check);
            assertThat(commands)
                    .allMatch(each -> each.startsWith("kafka-topics.sh ") || each.startsWith("kafka-acls.sh "));

            for (String command : commands) {
                kafka.run(command);
            }
            assertThat(rights(service).path("status").asText()).isEqualTo("OK");
            connector.awaitState(service, "STREAMING");
            connector.sql("INSERT INTO %s VALUES (1, 'x')".formatted(connector.table()));
            await().atMost(PATIENCE)
                    .until(() -> !topics.read(connector.topic(), "id", 1).isEmpty());
            // Heartbeats go to a topic of their own.
            await().atMost(PATIENCE).until(() -> topics.written("__debezium-heartbeat.cdc.own.rights") > 0);
            connector.awaitState(service, "STREAMING");

            // Now the connector's own start finds what is missing, and says all of it too.
            revoke("opendatagov-cdc-rights");
            revoke("cdc.signals.rights");
            Caller.OPERATOR.call(service, "POST", "/connectors/rights/restart");
            connector.awaitState(
                    service, "FAILED", "write under the transactional id opendatagov-cdc-rights", "cdc.signals.rights");
        } finally {
            connector.remove();
        }
    }

    private JsonNode rights(CdcService service) {
        JsonNode report = await().atMost(PATIENCE)
                .until(
                        () -> TopicReader.tree(Caller.VIEWER
                                .call(service, "GET", "/admin/connectors/rights/preflight")
                                .body()),
                        answer -> answer.has("checks"));
        return StreamSupport.stream(report.path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("kafka-rights"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.toString()));
    }

    private static List<String> commands(JsonNode check) {
        List<String> commands = new ArrayList<>();
        check.path("commands").forEach(command -> commands.add(command.asText()));
        return commands;
    }

    private void revoke(String name) throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.deleteAcls(List.of(new AclBindingFilter(
                            new ResourcePatternFilter(ResourceType.ANY, name, PatternType.LITERAL),
                            AccessControlEntryFilter.ANY)))
                    .all()
                    .get();
        }
    }
}
