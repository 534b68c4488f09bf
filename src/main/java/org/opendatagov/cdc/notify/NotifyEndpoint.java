package org.opendatagov.cdc.notify;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
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
 * One workflow's notifications: {@code cdc-notify:pipeline-failed?type=org.opendatagov.pipeline.failed}.
 *
 * <p>The message body is one {@link org.opendatagov.cdc.event.CdcRecord}. See {@link NotifyProducer} for what is sent and
 * what comes of an answer.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "cdc-notify",
        title = "Workflow notification",
        syntax = "cdc-notify:workflow",
        category = Category.HTTP,
        producerOnly = true)
public class NotifyEndpoint extends DefaultEndpoint {

    @UriPath(description = "The workflow, as in cdc.notify.<workflow>.url")
    @Metadata(required = true)
    private final String workflow;

    @UriParam(description = "The type of the CloudEvents, in reverse domain notation")
    @Metadata(required = true)
    private String type;

    @UriParam(description = "The columns that data.before and data.after hold, separated by commas; by default all")
    private String columns;

    @UriParam(
            description = "Whether the notification holds what the row was before, where PostgreSQL tells it",
            defaultValue = "true")
    private boolean before = true;

    @UriParam(
            description =
                    "How long after the change a notification that the endpoint doesn't take is still tried; then it goes to the"
                            + " dead letters. Until then those behind it wait",
            defaultValue = "24h")
    private Duration deadline = Duration.ofHours(24);

    @UriParam(description = "How long to wait for a connection", defaultValue = "5s")
    private Duration connectTimeout = Duration.ofSeconds(5);

    @UriParam(description = "How long one notification may take as a whole", defaultValue = "10s")
    private Duration requestTimeout = Duration.ofSeconds(10);

    @UriParam(
            description =
                    "How many notifications that were taken are remembered, so that a change that is published or read"
                            + " again isn't told again; only as long as the process lives",
            defaultValue = "10000")
    private int remembered = 10_000;

    public NotifyEndpoint(String uri, NotifyComponent component, String workflow) {
        super(uri, component);
        this.workflow = workflow;
    }

    @Override
    public Producer createProducer() {
        if (type == null || type.isBlank()) {
            throw new IllegalArgumentException(
                    "cdc-notify:%s has no type: add the parameter type, for example org.opendatagov.pipeline.failed"
                            .formatted(workflow));
        }
        return new NotifyProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "cdc-notify:%s can't start a route: it only sends, use it in a step 'to'".formatted(workflow));
    }

    @Override
    public NotifyComponent getComponent() {
        return (NotifyComponent) super.getComponent();
    }

    /** The columns to send, in the route's order, or an empty set for all. */
    Set<String> columnNames() {
        return columns == null
                ? Set.of()
                : Arrays.stream(columns.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public String getWorkflow() {
        return workflow;
    }

    public String getType() {
        return type;
    }

    public void setType(String type) {
        this.type = type;
    }

    public String getColumns() {
        return columns;
    }

    public void setColumns(String columns) {
        this.columns = columns;
    }

    public boolean isBefore() {
        return before;
    }

    public void setBefore(boolean before) {
        this.before = before;
    }

    public Duration getDeadline() {
        return deadline;
    }

    public void setDeadline(Duration deadline) {
        this.deadline = deadline;
    }

    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public int getRemembered() {
        return remembered;
    }

    public void setRemembered(int remembered) {
        this.remembered = remembered;
    }
}
