package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.URISupport;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.schemas.RegistryAccess;
import org.opendatagov.cdc.schemas.SchemaRegistry;
import org.opendatagov.cdc.topics.Topics;

class PostgresCdcComponentTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "cdc.odg.host", "db",
            "cdc.odg.port", "5433",
            "cdc.odg.database", "odg",
            "cdc.odg.user", "cdc",
            "cdc.odg.password", "s3cret&+)");

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        Config config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(SETTINGS, "test", 100))
                .build();
        camel.addComponent(
                "postgres-cdc",
                new PostgresCdcComponent(
                        config,
                        Map.of(),
                        new Topics(Map.of()),
                        null,
                        new Connectors(),
                        new AlwaysStarted(),
                        connector -> Map.of(),
                        new SchemaRegistry(new RegistryAccess(List.of(), null)),
                        new SimpleMeterRegistry()));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void theConnectionComesFromTheSourcesSettingsAndNoPasswordStandsInTheUri() {
        PostgresCdcEndpoint endpoint = endpoint("postgres-cdc:odg-cdc?source=odg&topicPrefix=cdc.odg");

        assertThat(endpoint.database())
                .isEqualTo(new SourceDatabase("cdc.odg", "db", 5433, "odg", "cdc", "s3cret&+)", "prefer"));
        assertThat(URISupport.sanitizeUri(endpoint.getEndpointUri())).doesNotContain("s3cret");
        assertThat(endpoint.database().toString()).doesNotContain("s3cret", "cdc@");
    }

    @Test
    void debeziumsOptionsKeepTheirNames() {
        PostgresCdcEndpoint endpoint = endpoint(
                "postgres-cdc:odg-cdc?source=odg&slotName=s&publicationName=p"
                        + "&tableIncludeList=public.a,%20public.b&maxBatchSize=7&additionalProperties.database.query.timeout.ms=9");

        assertThat(endpoint.options())
                .isEqualTo(new CaptureOptions(
                        "odg-cdc",
                        null,
                        "s",
                        "pgoutput",
                        "p",
                        "disabled",
                        List.of("public.a", "public.b"),
                        false,
                        true,
                        EventFormat.JSON,
                        OptionsPlace.ROUTE));
        assertThat(endpoint.getConfiguration().getMaxBatchSize()).isEqualTo(7);
        assertThat(endpoint.getConfiguration().getAdditionalProperties())
                .containsEntry("database.query.timeout.ms", "9");
    }

    @Test
    void anUnknownOptionIsRefusedByName() {
        assertThatThrownBy(() -> endpoint("postgres-cdc:odg-cdc?source=odg&slotNmae=s"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageContaining("slotNmae");
    }

    @Test
    void aRouteWithoutASourceIsToldWhatToSay() {
        assertThatThrownBy(() -> endpoint("postgres-cdc:odg-cdc?slotName=s"))
                .hasRootCauseMessage(
                        "postgres-cdc:odg-cdc needs the option source: odg, for example, when the database's"
                                + " host is set as cdc.odg.host");
    }

    private PostgresCdcEndpoint endpoint(String uri) {
        return camel.getEndpoint(uri, PostgresCdcEndpoint.class);
    }
}
