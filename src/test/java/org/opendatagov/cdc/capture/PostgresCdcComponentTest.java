package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.URISupport;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.routes.ExactYamlLoader;
import org.opendatagov.cdc.schemas.RegistryAccess;
import org.opendatagov.cdc.schemas.SchemaRegistry;
import org.opendatagov.cdc.threads.ServiceThreads;
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
                        new SimpleMeterRegistry(),
                        new ServiceThreads()));
        camel.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pa$$word", "${x}", "a%20b#c\"d", "$$", "\\${y", "${POSTGRES_USER:}"})
    void aPasswordIsTakenAsItIs(String password) {
        Config config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(
                        new PropertiesConfigSource(
                                Map.of("cdc.odg.password", password, "POSTGRES_USER", password), "env", 300),
                        new PropertiesConfigSource(Map.of("cdc.odg.user", "${POSTGRES_USER:}"), "built-in", 250))
                .build();
        PostgresConnectorEmbeddedDebeziumConfiguration options = new PostgresConnectorEmbeddedDebeziumConfiguration();
        new SourceSettings(config, "cdc.odg").putInto(options);

        assertThat(options.getDatabasePassword()).isEqualTo(password);
        assertThat(options.getDatabaseUser()).isEqualTo(password);
    }

    @Test
    void allSettingsOfTlsReachTheServicesSessionsAndDebezium() {
        Map<String, String> tls = Map.of(
                "sslmode", "verify-full",
                "sslrootcert", "/etc/ca.pem",
                "sslcert", "/etc/client.pem",
                "sslkey", "/etc/client.p12",
                "sslpassword", "pa$$");
        Map<String, String> settings = new HashMap<>(SETTINGS);
        tls.forEach((name, value) -> settings.put("cdc.odg." + name, value));
        Config config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "env", 300))
                .build();
        PostgresConnectorEmbeddedDebeziumConfiguration options = new PostgresConnectorEmbeddedDebeziumConfiguration();
        new SourceSettings(config, "cdc.odg").putInto(options);
        SourceDatabase database = SourceDatabase.of("cdc.odg", options);
        Properties engine = new Properties();
        database.putInto(engine, "");

        assertThat(database.tls()).isEqualTo(tls);
        assertThat(SourceDatabase.of(engine)).isEqualTo(database);
        assertThat(options.createDebeziumConfiguration().asMap())
                .containsEntry("database.sslmode", "verify-full")
                .containsEntry("database.sslrootcert", "/etc/ca.pem")
                .containsEntry("database.sslcert", "/etc/client.pem")
                .containsEntry("database.sslkey", "/etc/client.p12")
                .containsEntry("database.sslpassword", "pa$$");
    }

    @Test
    void everyOptionOfARouteFileArrivesAsItIsWritten() throws Exception {
        String value = "public\\.t[0-9]+, 5% & {a} #b 'c' ;d=?";
        List<String> names = new ArrayList<>();
        for (PropertyDescriptor option : Introspector.getBeanInfo(PostgresConnectorEmbeddedDebeziumConfiguration.class)
                .getPropertyDescriptors()) {
            if (option.getPropertyType() == String.class && option.getWriteMethod() != null) {
                names.add(option.getName());
            }
        }
        StringBuilder yaml =
                new StringBuilder("- route:\n    autoStartup: false\n    from:\n      uri: postgres-cdc:all\n"
                        + "      parameters:\n        source: odg\n        additionalProperties.own: |-\n          "
                        + value
                        + "\n");
        names.forEach(name -> yaml.append("        ")
                .append(name)
                .append(": |-\n          ")
                .append(value)
                .append('\n'));
        yaml.append("      steps:\n        - stop: {}\n");
        camel.getRegistry().bind("routes-builder-loader-yaml", new ExactYamlLoader(camel));
        RouteBuilder builder = (RouteBuilder) PluginHelper.getRoutesLoader(camel)
                .getRoutesLoader("yaml")
                .loadRoutesBuilder(ResourceHelper.fromString("all.yaml", yaml.toString()));
        String uri =
                builder.configureRoutes(camel).getRoutes().get(0).getInput().getEndpointUri();
        PostgresConnectorEmbeddedDebeziumConfiguration options =
                camel.getEndpoint(uri, PostgresCdcEndpoint.class).getConfiguration();

        assertThat(options.getAdditionalProperties()).containsEntry("own", value);
        assertThat(names)
                .hasSizeGreaterThan(60)
                .allSatisfy(name -> assertThat(
                                new PropertyDescriptor(name, PostgresConnectorEmbeddedDebeziumConfiguration.class)
                                        .getReadMethod()
                                        .invoke(options))
                        .as(name)
                        .isEqualTo(value));
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
