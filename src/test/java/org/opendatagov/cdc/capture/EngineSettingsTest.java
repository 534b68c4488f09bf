package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

    private final PostgresConnectorEmbeddedDebeziumConfiguration route =
            new PostgresConnectorEmbeddedDebeziumConfiguration();

    @Test
    void theRouteHasTheLastWord() {
        route.setAdditionalProperties(Map.of("statistics.metrics.enabled", "true", "bootstrap.servers", "other:9092"));

        Properties settings = settings(false);

        assertThat(settings)
                .containsEntry("statistics.metrics.enabled", "true")
                .containsEntry("bootstrap.servers", "other:9092")
                .containsEntry("converter.schemas.enable", "false");
    }

    @Test
    void anEventDoesNotWaitForThePollInterval() {
        route.setPollIntervalMs(1000);
        assertThat(settings(false)).containsEntry("poll.interval.ms", "10");

        route.setPollIntervalMs(2);
        assertThat(settings(false)).containsEntry("poll.interval.ms", "2");
    }

    @Test
    void kafkasSettingsReachTheOffsetStore() {
        assertThat(settings(false))
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("security.protocol", "SSL");
    }

    @Test
    void hypertablesAreRenamedByOurTransformWithTheSourcesConnection() {
        assertThat(settings(true))
                .containsEntry("transforms", "hypertables")
                .containsEntry("transforms.hypertables.type", HypertableTransform.class.getName())
                .containsEntry("transforms.hypertables.hostname", "db")
                .containsEntry("transforms.hypertables.port", "5433");
        assertThat(settings(false)).doesNotContainKey("transforms");
    }

    private Properties settings(boolean hypertables) {
        CaptureOptions options = new CaptureOptions(
                "odg", "cdc.odg", "slot", "pgoutput", "pub", "disabled", List.of(), hypertables, true);
        SourceDatabase database = new SourceDatabase("cdc.odg", "db", 5433, "odg", "cdc", "secret", "prefer");
        return EngineSettings.of(
                route, options, database, Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "SSL"));
    }
}
