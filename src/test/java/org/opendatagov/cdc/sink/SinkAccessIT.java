package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.Certificate;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.SearchGate;
import org.opendatagov.cdc.servers.SearchGate.Right;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** What the packaged service says when a server doesn't let it in, or shows a certificate that nobody vouches for. */
@Tag("faults")
class SinkAccessIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "s3cret";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("cdc:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final Certificate CERTIFICATE = Certificate.create("access-certificate");
    private static final KafkaServer KAFKA = new KafkaServer("access-kafka");
    private static final RedisServer REDIS = new RedisServer("access-redis", Map.of(), CERTIFICATE);
    private static final ElasticsearchServer SEARCH = new ElasticsearchServer("access-elasticsearch");
    private static SearchGate gate;
    private static Feed feed;

    @BeforeAll
    static void start() throws Exception {
        ServerProcess.startAll(KAFKA, REDIS, SEARCH);
        gate = new SearchGate(SEARCH, CERTIFICATE);
        feed = new Feed(KAFKA);
        feed.send(1, "{\"id\":1}", 1);
    }

    @AfterAll
    static void stop() {
        feed.close();
        gate.close();
        SEARCH.close();
        REDIS.close();
        KAFKA.close();
    }

    @Test
    void whoIsNotLetInWaitsAndGoesOnOnceHeIs() throws Exception {
        REDIS.ask("ACL SETUSER cdc on >another ~* +@all");
        try (CdcService service = new CdcService(
                "access-users",
                trusting()
                        .with("QUARKUS_REDIS_HOSTS", redis() + "?user=cdc")
                        .with("QUARKUS_REDIS_PASSWORD", PASSWORD)
                        .with("QUARKUS_ELASTICSEARCH_USERNAME", "cdc")
                        .with("QUARKUS_ELASTICSEARCH_PASSWORD", PASSWORD))) {
            service.start();
            awaitSaid(
                    service,
                    "WRONGPASS",
                    "correct the user and the password in quarkus.redis.hosts",
                    "401, security_exception: missing or wrong authentication credentials",
                    "correct quarkus.elasticsearch.username and .password");

            gate.let(BASIC, Right.NOTHING);
            awaitSaid(service, "403, security_exception", "grant manage_index_templates");

            gate.let(BASIC, Right.ALL);
            REDIS.ask("ACL SETUSER cdc >" + PASSWORD);
            service.awaitReady(PATIENCE);
            await().atMost(PATIENCE)
                    .until(() -> REDIS.ask("EXISTS approval_records:1").startsWith(":1"));
            assertThat(service.metrics().lines())
                    .noneMatch(line -> line.startsWith("cdc_sink_writes_total{") && line.contains("result=\"dead\""));
            assertThat(Files.readString(service.log())).doesNotContain(PASSWORD, "\tat ");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsSaidWithTheMend() throws Exception {
        gate.let(BASIC, Right.ALL);
        try (CdcService service = new CdcService(
                "access-untrusted",
                environment()
                        .with("QUARKUS_REDIS_HOSTS", redis())
                        .with("QUARKUS_ELASTICSEARCH_USERNAME", "cdc")
                        .with("QUARKUS_ELASTICSEARCH_PASSWORD", PASSWORD))) {
            service.start();
            awaitSaid(
                    service,
                    "trust the authority that signed it, by quarkus.redis.tls",
                    "trust the authority that signed it, by cdc.search.tls-configuration-name");
            assertThat(Files.readString(service.log())).doesNotContain(PASSWORD, "\tat ");
        }
    }

    @Test
    void anUnknownTlsConfigurationEndsTheStart() throws Exception {
        try (CdcService service = new CdcService(
                "access-unknown",
                environment()
                        .with("QUARKUS_REDIS_HOSTS", redis())
                        .with("CDC_SEARCH_TLS_CONFIGURATION_NAME", "sniks"))) {
            service.start();
            await().atMost(PATIENCE).until(() -> !service.isAlive());
            assertThat(Files.readString(service.log()))
                    .contains("names sniks, but there is no setting quarkus.tls.sniks.*")
                    .doesNotContain("\tat ");
        }
    }

    private static String redis() {
        return "rediss://127.0.0.1:" + REDIS.tlsPort();
    }

    private static ServiceEnvironment environment() {
        return new ServiceEnvironment()
                .kafka(KAFKA)
                .flows("deliver-*")
                .with("QUARKUS_ELASTICSEARCH_PROTOCOL", "https")
                .with("QUARKUS_ELASTICSEARCH_HOSTS", gate.hostAndPort());
    }

    private static ServiceEnvironment trusting() {
        return environment()
                .with(
                        "QUARKUS_TLS_SINKS_TRUST_STORE_PEM_CERTS",
                        CERTIFICATE.certificate().toString())
                .with("QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "sinks")
                .with("CDC_SEARCH_TLS_CONFIGURATION_NAME", "sinks");
    }

    private static void awaitSaid(CdcService service, String... parts) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.health("ready").body()).contains(parts));
        assertThat(service.health("ready").status()).isEqualTo(503);
    }
}
