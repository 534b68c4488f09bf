package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.FreePorts;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** A Kafka that isn't there, or refuses the service, when that starts: it captures once Kafka lets it, and is live all the time. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaLateIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SECURED = FreePorts.next();

    private final CaptureWorld world;
    private final KafkaServer kafka = new KafkaServer(
                    "late-kafka",
                    Map.of(
                            "listener.security.protocol.map",
                            "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_PLAINTEXT",
                            "sasl.enabled.mechanisms",
                            "SCRAM-SHA-256",
                            "listener.name.secured.scram-sha-256.sasl.jaas.config",
                            "org.apache.kafka.common.security.scram.ScramLoginModule required;"))
            .listener("SECURED", SECURED);
    private final TopicReader topics = new TopicReader(kafka);

    KafkaLateIT(CaptureWorld world) {
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
    void captureBeginsWhenKafkaIsThereHoweverLate() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "late_kafka");
        kafka.stop();
        try (CdcService service = connector.start(Map.of(), environment(kafka.bootstrapServers()))) {
            connector.awaitState(service, "WAITING", "Kafka doesn't answer at " + kafka.bootstrapServers());
            assertThat(service.health("live").status()).isEqualTo(200);

            kafka.start();
            awaitCapture(connector, service);
        } finally {
            connector.remove();
        }
    }

    @Test
    void captureBeginsWhenKafkaTakesThePasswordHoweverLate() throws Exception {
        ConnectorOfItsOwn connector = new ConnectorOfItsOwn(world, "late_password");
        ServiceEnvironment environment = environment("127.0.0.1:" + SECURED)
                .with("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
                .with("KAFKA_SASL_MECHANISM", "SCRAM-SHA-256")
                .with(
                        "KAFKA_SASL_JAAS_CONFIG",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"late\" password=\"pw\";");
        try (CdcService service = connector.start(Map.of(), environment)) {
            connector.awaitState(service, "Authentication failed");
            assertThat(service.health("live").status()).isEqualTo(200);

            setPassword("late", "pw");
            awaitCapture(connector, service);
        } finally {
            connector.remove();
        }
    }

    /** A try takes a second, as in reality one takes ten. */
    private ServiceEnvironment environment(String brokers) {
        return world.environment()
                .with("KAFKA_BOOTSTRAP_SERVERS", brokers)
                .with("KAFKA_REQUEST_TIMEOUT_MS", "1000")
                .with("KAFKA_DEFAULT_API_TIMEOUT_MS", "1000");
    }

    private void awaitCapture(ConnectorOfItsOwn connector, CdcService service) throws Exception {
        connector.awaitState(service, "STREAMING");
        connector.sql("INSERT INTO %s VALUES (1, 'x')".formatted(connector.table()));
        await().atMost(PATIENCE)
                .until(() -> !topics.read(connector.topic(), "id", 1).isEmpty());
        assertThat(service.health("live").status()).isEqualTo(200);
    }

    private void setPassword(String user, String password) throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), password)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
