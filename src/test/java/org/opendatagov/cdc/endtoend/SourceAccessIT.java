package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.Certificate;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/** A PostgreSQL whose certificate is of an authority of one's own, and whose reader has a password of all sorts of characters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceAccessIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PASSWORD = "p$$w ${x} %41#\"q\\";

    private final Certificate certificate = Certificate.create("access-postgres-certificate");
    private final PostgresServer postgres = new PostgresServer("access-postgres").tls(certificate);
    private final KafkaServer kafka = new KafkaServer("access-kafka");

    @BeforeAll
    void start() throws SQLException {
        ServerProcess.startAll(postgres, kafka);
        Sources.createOdg(postgres);
        postgres.execute(Sources.ODG, "ALTER ROLE cdc PASSWORD '" + PASSWORD + "'");
    }

    @AfterAll
    void stop() {
        try (postgres;
                kafka) {
            // Both, whatever one of them does.
        }
    }

    @Test
    void everySessionUsesTheSettingsOfTlsAndThePasswordAsItIs() throws Exception {
        ServiceEnvironment environment = environment()
                .with("CDC_ODG_SSLROOTCERT", certificate.certificate().toString());
        try (CdcService service = new CdcService("access-service", environment)) {
            service.start();
            await().atMost(PATIENCE).until(() -> ConnectorStates.ofOdg(service).startsWith("STREAMING"));

            List<Boolean> sessions = sessionsByTls();
            assertThat(sessions).hasSizeGreaterThan(2).doesNotContain(false);
            assertThat(service.log()).content().doesNotContain(PASSWORD);
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaidWithTheSettings() {
        try (CdcService service = new CdcService("access-untrusted", environment())) {
            service.start();
            await().atMost(PATIENCE)
                    .until(() ->
                            ConnectorStates.ofOdg(service).contains("cdc.odg.sslmode, .sslrootcert, .sslcert and"));
        }
    }

    private ServiceEnvironment environment() {
        return new ServiceEnvironment()
                .odg(postgres)
                .kafka(kafka)
                .flows("capture-odg")
                .with("CDC_ODG_PASSWORD", PASSWORD)
                .with("CDC_ODG_SSLMODE", "verify-full");
    }

    private List<Boolean> sessionsByTls() throws SQLException {
        List<Boolean> sessions = new ArrayList<>();
        try (Connection connection = postgres.connect(Sources.ODG);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'cdc'")) {
            while (rows.next()) {
                sessions.add(rows.getBoolean(1));
            }
        }
        return sessions;
    }
}
