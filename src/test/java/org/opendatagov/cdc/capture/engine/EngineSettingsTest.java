package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

class EngineSettingsTest {

    private final PostgresConnectorEmbeddedDebeziumConfiguration route =
            new PostgresConnectorEmbeddedDebeziumConfiguration();

    @Test
    void theRouteHasTheLastWord() {
        route.setAdditionalProperties(Map.of("statistics.metrics.enabled", "true", "bootstrap.servers", "other:9092"));

        Properties settings = settings();

        assertThat(settings)
                .containsEntry("statistics.metrics.enabled", "true")
                .containsEntry("bootstrap.servers", "other:9092")
                .containsEntry("converter.schemas.enable", "false");
    }

    @Test
    void anEventDoesNotWaitForThePollInterval() {
        route.setPollIntervalMs(1000);
        assertThat(settings()).containsEntry("poll.interval.ms", "10");

        route.setPollIntervalMs(2);
        assertThat(settings()).containsEntry("poll.interval.ms", "2");
    }

    @Test
    void snapshotsOnDemandWriteNothingAndAreAskedForWhateverChannelsTheRouteNames() {
        assertThat(settings())
                .containsEntry("read.only", "true")
                .containsEntry("signal.enabled.channels", "source,in-process");
        route.setSignalEnabledChannels("kafka");
        route.setAdditionalProperties(Map.of("read.only", "false"));

        assertThat(settings())
                .containsEntry("read.only", "true")
                .containsEntry("signal.enabled.channels", "kafka,in-process");
    }

    @Test
    void kafkasClientsGetKafkasSettingsAndNoneOfTheConnectors() {
        route.setHeartbeatIntervalMs(0);
        route.setAdditionalProperties(Map.of(
                "bootstrap.servers", "elsewhere:9092",
                "opendatagov.kafka.bootstrap.servers", "elsewhere:9092",
                "opendatagov.kafka.ssl.truststore.location", "/tmp/theirs"));
        Map<String, Object> engine = new HashMap<>();
        settings().forEach((name, value) -> engine.put((String) name, value));

        assertThat(engine).containsEntry("heartbeat.interval.ms", "0");
        assertThat(KafkaSettings.of(engine))
                .isEqualTo(Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "SSL"));
    }

    private Properties settings() {
        SourceDatabase database = new SourceDatabase("cdc.odg", "db", 5433, "odg", "cdc", "secret", "prefer");
        return EngineSettings.of(
                route, database, Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "SSL"));
    }
}
