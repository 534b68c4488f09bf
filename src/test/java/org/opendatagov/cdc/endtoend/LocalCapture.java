package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.opendatagov.cdc.capture.AlwaysStarted;
import org.opendatagov.cdc.capture.CapturedPosition;
import org.opendatagov.cdc.capture.CdcTopicsComponent;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.capture.PostgresCdcComponent;
import org.opendatagov.cdc.capture.RowDesk;
import org.opendatagov.cdc.capture.Snapshots;
import org.opendatagov.cdc.schemas.RegistryAccess;
import org.opendatagov.cdc.schemas.SchemaRegistry;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;
import org.opendatagov.cdc.threads.ServiceThreads;
import org.opendatagov.cdc.topics.TopicSettings;
import org.opendatagov.cdc.topics.Topics;

/** A replica with one capture route in the test's own JVM: quick to start and to end, and asked without HTTP. */
final class LocalCapture implements AutoCloseable {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Connectors connectors = new Connectors();
    final Snapshots snapshots = new Snapshots(connectors);

    /** Starts it; returns at once. */
    LocalCapture(PostgresServer source, KafkaServer broker, String uri) throws Exception {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "cdc.odg.host", "127.0.0.1",
                                "cdc.odg.port", Integer.toString(source.port()),
                                "cdc.odg.database", Sources.ODG,
                                "cdc.odg.user", Sources.CDC_USER,
                                "cdc.odg.password", Sources.CDC_PASSWORD),
                        "test",
                        100))
                .withMapping(TopicSettings.class)
                .build();
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        camel.addComponent("cdc-topics", new CdcTopicsComponent());
        camel.addComponent(
                "postgres-cdc",
                new PostgresCdcComponent(
                        config,
                        kafka,
                        new Topics(kafka),
                        config.getConfigMapping(TopicSettings.class),
                        connectors,
                        new AlwaysStarted(),
                        connector -> Map.of(),
                        new SchemaRegistry(new RegistryAccess(List.of(), null)),
                        meters,
                        new ServiceThreads()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).to("cdc-topics:cdc");
            }
        });
        camel.getShutdownStrategy().setTimeout(20);
        camel.start();
    }

    ConnectorStatus status() {
        return connectors.statuses().get(0);
    }

    RowDesk rows() {
        return connectors.rows(status().connector());
    }

    CapturedPosition position() {
        return connectors.position(status().connector());
    }

    /** The value of a gauge. */
    double meter(String name) {
        return meters.get(name).gauge().value();
    }

    LocalCapture awaitState(ConnectorState state) {
        await(state.name()).atMost(Duration.ofMinutes(1)).until(this::status, status -> status.state() == state);
        return this;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
