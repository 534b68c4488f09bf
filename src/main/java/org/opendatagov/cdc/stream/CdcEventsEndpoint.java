package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Reads change events from CDC topics as a member of a consumer group and hands the route each poll as one exchange, whose
 * body is a {@code List} of {@link org.opendatagov.cdc.event.CdcRecord} in partition order. The list can't be changed and is
 * handed on again when the route failed.
 *
 * <p>Offsets are committed when the route has completed. When its exchange ends with an exception the same batch comes
 * again, after a pause that grows from try to try.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "cdc-events",
        title = "CDC Events",
        syntax = "cdc-events:name",
        consumerOnly = true,
        category = {Category.DATABASE, Category.MESSAGING})
public class CdcEventsEndpoint extends DefaultEndpoint {

    @UriPath(description = "What the flow is for; names its consumer group")
    @Metadata(required = true)
    private final String name;

    @UriParam(description = "The topics to read, separated by commas; * stands for any characters")
    @Metadata(required = true)
    private String topics;

    @UriParam(description = "The consumer group; opendatagov-cdc.<name> by default")
    private String groupId;

    @UriParam(
            description =
                    "The operations to hand on, separated by commas: create, update, delete, read, truncate, message",
            defaultValue = "create,update,delete,read")
    private String operations = "create,update,delete,read";

    @UriParam(description = "The tables to hand on, separated by commas; * stands for any characters. All by default")
    private String tables;

    @UriParam(
            description =
                    "What an event has to meet to be handed on, in Camel's Simple language, such as ${body.newRow[status]} =="
                            + " 'failed' && ${body.oldRow[status]} != 'failed'. All by default. What a sink holds of a row stays"
                            + " there; the sinks have a condition of their own, which removes it")
    private String condition;

    @UriParam(
            description =
                    "Whether a topic may hold events of tables that it isn't named after. If not, such an event is a dead letter: whoever may"
                            + " write to one topic is not to change what sinks hold of other tables. A topic with fewer than three"
                            + " parts, separated by dots, is named after no table. Set it for topics that a transform has renamed",
            defaultValue = "false")
    private boolean anyTable;

    @UriParam(
            description =
                    "Hand on one record at a time, as a CdcRecord instead of a list, and the next only when Kafka has stored that"
                            + " the one before is done: for destinations that can't tell a repetition",
            defaultValue = "false")
    private boolean oneByOne;

    @UriParam(
            description =
                    "The most records in a batch; up to three batches are in memory, one under way and two that wait",
            defaultValue = "2000")
    private int maxPollRecords = 2000;

    @UriParam(description = "The most bytes that one fetch brings, as Kafka stores them", defaultValue = "8388608")
    private int maxPollBytes = 8 * 1024 * 1024;

    @UriParam(
            description = "Where a group without offsets begins: earliest, latest or none",
            defaultValue = "earliest",
            enums = "earliest,latest,none")
    private String autoOffsetReset = "earliest";

    @UriParam(description = "The longest pause before the second try of a batch", defaultValue = "500ms")
    private Duration backoffInitial = Duration.ofMillis(500);

    @UriParam(description = "The longest pause between two tries of a batch", defaultValue = "30s")
    private Duration backoffMax = Duration.ofSeconds(30);

    @UriParam(description = "Kafka's host:port list; kafka.bootstrap.servers by default")
    private String brokers;

    @UriParam(
            description = "Further properties of the Kafka consumer",
            prefix = "additionalProperties.",
            multiValue = true)
    private Map<String, Object> additionalProperties = Map.of();

    CdcEventsEndpoint(String uri, CdcEventsComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public CdcEventsComponent getComponent() {
        return (CdcEventsComponent) super.getComponent();
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        CdcEventsConsumer consumer = new CdcEventsConsumer(this, processor, EndpointCheck.settings(this));
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "cdc-events:" + name + " only reads: it can stand in a route's from, not in a to");
    }

    public String getName() {
        return name;
    }

    public String getTopics() {
        return topics;
    }

    public void setTopics(String topics) {
        this.topics = topics;
    }

    public String getGroupId() {
        return groupId;
    }

    public void setGroupId(String groupId) {
        this.groupId = groupId;
    }

    public String getOperations() {
        return operations;
    }

    public void setOperations(String operations) {
        this.operations = operations;
    }

    public String getTables() {
        return tables;
    }

    public void setTables(String tables) {
        this.tables = tables;
    }

    public String getCondition() {
        return condition;
    }

    public void setCondition(String condition) {
        this.condition = condition;
    }

    public boolean isAnyTable() {
        return anyTable;
    }

    public void setAnyTable(boolean anyTable) {
        this.anyTable = anyTable;
    }

    public boolean isOneByOne() {
        return oneByOne;
    }

    public void setOneByOne(boolean oneByOne) {
        this.oneByOne = oneByOne;
    }

    public int getMaxPollRecords() {
        return maxPollRecords;
    }

    public void setMaxPollRecords(int maxPollRecords) {
        this.maxPollRecords = maxPollRecords;
    }

    public int getMaxPollBytes() {
        return maxPollBytes;
    }

    public void setMaxPollBytes(int maxPollBytes) {
        this.maxPollBytes = maxPollBytes;
    }

    public String getAutoOffsetReset() {
        return autoOffsetReset;
    }

    public void setAutoOffsetReset(String autoOffsetReset) {
        this.autoOffsetReset = autoOffsetReset;
    }

    public Duration getBackoffInitial() {
        return backoffInitial;
    }

    public void setBackoffInitial(Duration backoffInitial) {
        this.backoffInitial = backoffInitial;
    }

    public Duration getBackoffMax() {
        return backoffMax;
    }

    public void setBackoffMax(Duration backoffMax) {
        this.backoffMax = backoffMax;
    }

    public String getBrokers() {
        return brokers;
    }

    public void setBrokers(String brokers) {
        this.brokers = brokers;
    }

    public Map<String, Object> getAdditionalProperties() {
        return additionalProperties;
    }

    public void setAdditionalProperties(Map<String, Object> additionalProperties) {
        this.additionalProperties = additionalProperties;
    }
}
