package org.opendatagov.cdc.capture;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.camel.component.debezium.DebeziumComponent;
import org.apache.camel.component.debezium.DebeziumEndpoint;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.PropertiesHelper;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.eclipse.microprofile.config.Config;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.PartitionCounts;
import org.opendatagov.cdc.capture.connector.TopicGroups;
import org.opendatagov.cdc.capture.engine.EngineSettings;
import org.opendatagov.cdc.capture.engine.SourceStructMaker;
import org.opendatagov.cdc.capture.engine.StoredOffsets;
import org.opendatagov.cdc.capture.values.ColumnConverter;
import org.opendatagov.cdc.options.ExactOptions;
import org.opendatagov.cdc.schemas.SchemaRegistry;
import org.opendatagov.cdc.threads.ServiceThreads;
import org.opendatagov.cdc.topics.TopicSettings;
import org.opendatagov.cdc.topics.Topics;

/**
 * The Camel component {@code postgres-cdc}. It takes every option of Camel's {@code debezium-postgres} under the same name,
 * and those of {@link PostgresCdcEndpoint}. Some of Debezium's options have another default here:
 *
 * <ul>
 *   <li>{@code pluginName}: {@code pgoutput}
 *   <li>{@code publicationAutocreateMode}: {@code disabled}, so the service needs no right to make a publication
 *   <li>{@code tombstonesOnDelete}: {@code true}
 *   <li>{@code skippedOperations}: {@code none}, so a TRUNCATE is told too; its event has no key, which a compacted topic refuses
 *   <li>{@code extendedHeadersEnabled}: {@code false}
 *   <li>{@code postProcessors}: {@code reselect}, which reads a large value that an update left alone from the table
 *   <li>{@code maxQueueSizeInBytes}: 64 MiB, so that large rows don't fill the heap; 0 sets no bound
 *   <li>{@code errorsMaxRetries} and {@code slotMaxRetries}: 0, since the service itself tries again
 *   <li>how values stand in events is said by {@link ColumnConverter}, and not by {@code decimalHandlingMode}, {@code
 *       timePrecisionMode} and their like
 *   <li>{@code signalEnabledChannels}: {@code source}, which needs {@code signalDataCollection}; the calls of {@link Snapshots} are
 *       taken in any case
 *   <li>{@code signalPollIntervalMs}: 500
 *   <li>{@code additionalProperties.read.only}: {@code true}, so that an incremental snapshot writes nothing into the database
 *   <li>{@code offsetStorage…}: Kafka, in the topic and format of Kafka Connect, written with every batch
 * </ul>
 */
@Singleton
@Named("postgres-cdc")
@Unremovable
public class PostgresCdcComponent extends DebeziumComponent<PostgresConnectorEmbeddedDebeziumConfiguration> {

    /** Room for a few rows of several megabytes, and for far more usual ones than a batch has. */
    private static final long QUEUE_BYTES = 64L * 1024 * 1024;

    private static final String ADDITIONAL = "additionalProperties.";

    private final Config config;
    private final Map<String, Object> kafka;
    private final Topics topics;
    private final TopicSettings topicSettings;
    private final Connectors connectors;
    private final TargetStates targets;
    private final ConnectorConfigs configs;
    private final SchemaRegistry registry;
    private final MeterRegistry metrics;
    private final ServiceThreads threads;
    private PostgresConnectorEmbeddedDebeziumConfiguration configuration = defaults();

    public PostgresCdcComponent(
            Config config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Topics topics,
            TopicSettings topicSettings,
            Connectors connectors,
            TargetStates targets,
            ConnectorConfigs configs,
            SchemaRegistry registry,
            MeterRegistry metrics,
            ServiceThreads threads) {
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
        this.topicSettings = topicSettings;
        this.connectors = connectors;
        this.targets = targets;
        this.configs = configs;
        this.registry = registry;
        this.metrics = metrics;
        this.threads = threads;
    }

    static PostgresConnectorEmbeddedDebeziumConfiguration defaults() {
        PostgresConnectorEmbeddedDebeziumConfiguration defaults = new PostgresConnectorEmbeddedDebeziumConfiguration();
        defaults.setPluginName("pgoutput");
        defaults.setPublicationAutocreateMode("disabled");
        defaults.setTombstonesOnDelete(true);
        defaults.setSkippedOperations("none");
        defaults.setMaxQueueSizeInBytes(QUEUE_BYTES);
        defaults.setExtendedHeadersEnabled(false);
        defaults.setSourceinfoStructMaker(SourceStructMaker.class.getName());
        defaults.setPostProcessors(EngineSettings.RESELECT);
        // The service tries again itself, says why, and looks for another leader meanwhile.
        defaults.setErrorsMaxRetries(0);
        defaults.setSlotMaxRetries(0);
        defaults.setSignalPollIntervalMs(500);
        defaults.setOffsetStorage(StoredOffsets.class.getName());
        defaults.setOffsetStorageTopic("connect-offsets");
        defaults.setOffsetStoragePartitions(25);
        defaults.setOffsetStorageReplicationFactor(-1);
        defaults.setOffsetFlushIntervalMs(0);
        // Kafka Connect has these no more; offsets are written as it writes them.
        defaults.setInternalKeyConverter(null);
        defaults.setInternalValueConverter(null);
        return defaults;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        NativeCompression.load();
    }

    @Override
    protected DebeziumEndpoint<PostgresConnectorEmbeddedDebeziumConfiguration> createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        ExactOptions.decode(getCamelContext(), parameters);
        PostgresConnectorEmbeddedDebeziumConfiguration options =
                (PostgresConnectorEmbeddedDebeziumConfiguration) configuration.copy();
        options.setName(remaining);
        PostgresCdcEndpoint endpoint = initializeDebeziumEndpoint(uri, options);
        options.getAdditionalProperties().putAll(PropertiesHelper.extractProperties(parameters, ADDITIONAL));
        // Whatever both leave over is a misspelt option, which Camel refuses by name.
        bind(endpoint, parameters);
        if (endpoint.isPosted()) {
            new PostedOptions(configs.resolved(remaining)).bind(getCamelContext(), endpoint, options);
        } else {
            connectTo(endpoint.getSource(), options);
        }
        bind(options, parameters);
        return endpoint;
    }

    private void bind(Object target, Map<String, Object> parameters) {
        PropertyBindingSupport.build()
                .withCamelContext(getCamelContext())
                .withTarget(target)
                .withProperties(parameters)
                .withRemoveParameters(true)
                .withIgnoreCase(true)
                .bind();
    }

    private void connectTo(String source, PostgresConnectorEmbeddedDebeziumConfiguration options) {
        if (source == null || source.isBlank()) {
            throw new IllegalArgumentException("postgres-cdc:" + options.getName()
                    + " needs the option source: odg, for example, when the database's host is set as cdc.odg.host");
        }
        new SourceSettings(config, PostgresCdcEndpoint.settingsOf(source)).putInto(options);
    }

    @Override
    protected PostgresCdcEndpoint initializeDebeziumEndpoint(
            String uri, PostgresConnectorEmbeddedDebeziumConfiguration options) {
        return new PostgresCdcEndpoint(uri, this, options);
    }

    @Override
    public PostgresConnectorEmbeddedDebeziumConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public void setConfiguration(PostgresConnectorEmbeddedDebeziumConfiguration configuration) {
        this.configuration = configuration;
    }

    Map<String, Object> kafka() {
        return kafka;
    }

    CaptureTopics topics(String prefix, PartitionCounts partitions, TopicGroups groups) {
        return new CaptureTopics(topics, topicSettings, prefix, partitions, groups);
    }

    /** The way into Kafka for one run of a connector. */
    EventPublisher publisher(CaptureOptions options) {
        return new EventPublisher(
                new KafkaProducer<>(ProducerSettings.of(
                        kafka, options.connector(), options.exactlyOnce(), topicSettings.maxMessageBytes())),
                options.exactlyOnce());
    }

    TargetStates targets() {
        return targets;
    }

    SchemaRegistry registry() {
        return registry;
    }

    Connectors connectors() {
        return connectors;
    }

    MeterRegistry metrics() {
        return metrics;
    }

    ServiceThreads threads() {
        return threads;
    }
}
