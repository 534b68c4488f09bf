package org.opendatagov.cdc.capture;

import io.debezium.connector.postgresql.PostgresConnector;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.debezium.DebeziumEndpoint;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.PartitionCounts;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TopicGroups;
import org.opendatagov.cdc.capture.connector.WalMessage;
import org.opendatagov.cdc.capture.engine.CaptureTransforms;
import org.opendatagov.cdc.capture.engine.EngineSettings;
import org.opendatagov.cdc.capture.engine.FormatSettings;
import org.opendatagov.cdc.capture.engine.OffsetRecords;
import org.opendatagov.cdc.capture.hypertable.HypertableSettings;
import org.opendatagov.cdc.capture.preflight.FormatCheck;
import org.opendatagov.cdc.capture.preflight.Preflight;

/**
 * A PostgreSQL database whose changes a route consumes in batches. The body of an exchange is a list of messages in commit
 * order, each with the event in the format asked for as its body (null for a tombstone) and the headers {@code kafka.OVERRIDE_TOPIC} and
 * {@code kafka.KEY}, as {@code cdc-topics} and Camel's {@code kafka} component take them. A batch is confirmed to PostgreSQL only after the
 * exchange has completed; while it fails, it is tried again.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "postgres-cdc",
        title = "PostgreSQL change data capture",
        syntax = "postgres-cdc:name",
        consumerOnly = true)
public class PostgresCdcEndpoint extends DebeziumEndpoint<PostgresConnectorEmbeddedDebeziumConfiguration> {

    @Metadata(required = true)
    @UriParam(
            description =
                    "Name of the source in the configuration: cdc.<source>.host, .port, .database, .user and .password")
    private String source;

    @UriParam(
            defaultValue = "false",
            description =
                    "Whether the connector has been posted by a call, whose configuration then takes the place of the"
                            + " option source and of all options that aren't set")
    private boolean posted;

    @UriParam(
            defaultValue = "false",
            description = "Whether the tables are TimescaleDB's hypertables, whose chunks then appear as one table")
    private boolean hypertables;

    @UriParam(
            defaultValue = "true",
            description =
                    "Whether events and their offset are written to Kafka in one transaction, so that a consumer that"
                            + " reads committed records sees each change once; needs cdc-topics as the route's end")
    private boolean exactlyOnce = true;

    @UriParam(
            defaultValue = "false",
            description =
                    "Whether a table that is captured from now on and has rows already is read by a snapshot on demand by"
                            + " itself; otherwise the log and the connector's status name it")
    private boolean snapshotNewTables;

    @UriParam(
            defaultValue = "json",
            enums = "json,json-schema,avro",
            description =
                    "How events are written to Kafka: plain JSON, JSON with Kafka Connect's schema in each event, or Avro"
                            + " with its schemas in a schema registry (cdc.schema-registry.url)")
    private String format = "json";

    @UriParam(
            description =
                    "Hypertables that have been dropped while changes of them wait in the WAL, separated by commas:"
                            + " schema.prefix=schema.table(key columns), or schema.prefix=none to give the changes up")
    private String formerHypertables = "";

    @UriParam(defaultValue = "3", description = "Number of partitions of a topic that has to be made")
    private int topicPartitions = 3;

    @UriParam(description = "Exceptions from topicPartitions: a list of table:partitions, separated by commas")
    private String topicPartitionsByTable = "";

    private TopicGroups topicGroups = TopicGroups.NONE;
    private PostgresConnectorEmbeddedDebeziumConfiguration configuration;

    public PostgresCdcEndpoint(
            String uri, PostgresCdcComponent component, PostgresConnectorEmbeddedDebeziumConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    static String settingsOf(String source) {
        return "cdc." + source;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        preflight().checkOptions();
        PostgresCdcConsumer consumer = new PostgresCdcConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public PostgresCdcComponent getComponent() {
        return (PostgresCdcComponent) super.getComponent();
    }

    CaptureOptions options() {
        return new CaptureOptions(
                configuration.getName(),
                configuration.getTopicPrefix(),
                configuration.getSlotName(),
                configuration.getPluginName(),
                configuration.getPublicationName(),
                configuration.getPublicationAutocreateMode(),
                CaptureOptions.list(configuration.getTableIncludeList()),
                hypertables,
                exactlyOnce,
                EventFormat.of(format),
                posted ? OptionsPlace.CONFIGURATION : OptionsPlace.ROUTE);
    }

    /** The settings of Debezium's engine. */
    Properties engineSettings() {
        SourceDatabase database = database();
        Properties settings =
                EngineSettings.of(configuration, database, getComponent().kafka());
        if (hypertables) {
            HypertableSettings.add(settings, database, formerHypertables);
        }
        CaptureTransforms.wrap(settings, hypertables ? HypertableSettings.NAME : "");
        WalMessage.addTo(settings);
        FormatSettings.add(
                settings, options().format(), getComponent().registry().access());
        return settings;
    }

    /** The options as Kafka Connect would be given them; how this service stores offsets is left out. */
    Map<String, String> connectConfig() {
        Map<String, String> config =
                new TreeMap<>(configuration.createDebeziumConfiguration().asMap());
        config.keySet().removeIf(name -> name.startsWith("offset."));
        config.put("connector.class", PostgresConnector.class.getName());
        config.put("tasks.max", "1");
        return config;
    }

    SourceDatabase database() {
        return SourceDatabase.of(posted ? "database" : settingsOf(source), configuration);
    }

    Preflight preflight() {
        CaptureOptions options = options();
        return new Preflight(
                database(),
                options,
                configuration,
                topics(),
                new FormatCheck(options.format(), getComponent().registry()),
                getComponent().targets().needs(),
                () -> offsets().read(engineSettings()));
    }

    /** Finds tables among those that its lists include. */
    CapturedTable captured() {
        return new CapturedTable(database(), configuration.getName(), preflight()::captures);
    }

    CaptureTopics topics() {
        return getComponent().topics(configuration.getTopicPrefix(), partitions(), topicGroups);
    }

    OffsetRecords offsets() {
        return new OffsetRecords(
                configuration.getOffsetStorageTopic(), configuration.getName(), configuration.getTopicPrefix());
    }

    /** How the topics of a connector that has been posted are made; a route says it by its own options. */
    void makeTopicsBy(TopicGroups groups) {
        this.topicGroups = groups;
    }

    PartitionCounts partitions() {
        return PartitionCounts.parse(topicPartitions, topicPartitionsByTable);
    }

    @Override
    public PostgresConnectorEmbeddedDebeziumConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public void setConfiguration(PostgresConnectorEmbeddedDebeziumConfiguration configuration) {
        this.configuration = configuration;
    }

    public String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
    }

    public boolean isPosted() {
        return posted;
    }

    public void setPosted(boolean posted) {
        this.posted = posted;
    }

    public boolean isHypertables() {
        return hypertables;
    }

    public void setHypertables(boolean hypertables) {
        this.hypertables = hypertables;
    }

    public boolean isExactlyOnce() {
        return exactlyOnce;
    }

    public void setExactlyOnce(boolean exactlyOnce) {
        this.exactlyOnce = exactlyOnce;
    }

    public boolean isSnapshotNewTables() {
        return snapshotNewTables;
    }

    public void setSnapshotNewTables(boolean snapshotNewTables) {
        this.snapshotNewTables = snapshotNewTables;
    }

    public String getFormat() {
        return format;
    }

    public void setFormat(String format) {
        this.format = format;
    }

    public String getFormerHypertables() {
        return formerHypertables;
    }

    public void setFormerHypertables(String formerHypertables) {
        this.formerHypertables = formerHypertables;
    }

    public int getTopicPartitions() {
        return topicPartitions;
    }

    public void setTopicPartitions(int topicPartitions) {
        this.topicPartitions = topicPartitions;
    }

    public String getTopicPartitionsByTable() {
        return topicPartitionsByTable;
    }

    public void setTopicPartitionsByTable(String topicPartitionsByTable) {
        this.topicPartitionsByTable = topicPartitionsByTable;
    }
}
