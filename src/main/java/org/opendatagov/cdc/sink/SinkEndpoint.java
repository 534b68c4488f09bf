package org.opendatagov.cdc.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.EventCondition;
import org.opendatagov.cdc.options.ExactOptions;
import org.opendatagov.cdc.retry.Causes;

/** What the sinks have in common: which rows they keep, and what of them. */
abstract class SinkEndpoint extends DefaultEndpoint {

    @UriParam(
            description =
                    "What a row has to meet, in Camel's Simple language, such as ${body.newRow[status]} == 'active'. A row that no"
                            + " longer meets it is removed. All rows by default")
    private String condition;

    @UriParam(description = "Columns to leave out, as column or table.column, separated by commas")
    private String leaveOut;

    @UriParam(
            description =
                    "Columns whose values nobody shall see, as column or table.column, separated by commas: a text becomes ****,"
                            + " any other value null. A key column still stands in the row's key")
    private String mask;

    @UriParam(
            defaultValue = "leaveOut",
            enums = "leaveOut,append,deadLetter",
            description =
                    "What becomes of rows of tables without a primary key: leaveOut, with a warning and a count; append, an id of"
                            + " topic, partition and offset for each row that is inserted or read by a snapshot, for tables that"
                            + " are only appended to; deadLetter, a dead letter each")
    private String keyless = "leaveOut";

    SinkEndpoint(String uri, Component component) {
        super(uri, component);
    }

    /**
     * Makes the selection that the options describe.
     *
     * @throws IllegalArgumentException when an option can't be read
     */
    RowSelection selection() {
        return RowSelection.of(condition(), leaveOut, mask, keylessRows());
    }

    private Keyless keylessRows() {
        try {
            return Keyless.of(keyless);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the option keyless of " + ExactOptions.readable(getEndpointUri()) + " is " + e.getMessage(), e);
        }
    }

    /**
     * Reads an option that is a duration.
     *
     * @param examples what one may write
     * @throws IllegalArgumentException when it isn't a duration above zero
     */
    Duration duration(String option, String value, String examples) {
        try {
            Duration duration = getCamelContext().getTypeConverter().mandatoryConvertTo(Duration.class, value);
            if (duration.toMillis() > 0) {
                return duration;
            }
        } catch (Exception e) {
            // said below
        }
        throw new IllegalArgumentException("the option " + option + " of " + ExactOptions.readable(getEndpointUri())
                + " is '" + value + "'; write a duration such as " + examples);
    }

    /**
     * What the sink holds.
     *
     * @throws IllegalArgumentException when an option can't be read
     */
    abstract RowSink contents();

    /** Writes rows as a flow does. */
    void write(String flow, List<CdcRecord> rows) {
        Exchange exchange = createExchange();
        exchange.getExchangeExtension().setFromRouteId(flow);
        exchange.getMessage().setBody(rows);
        try (ProducerTemplate template = getCamelContext().createProducerTemplate()) {
            Exception failure = template.send(this, exchange).getException();
            if (failure instanceof SinkUnavailableException away) {
                throw away;
            }
            if (failure != null) {
                throw new IllegalStateException("rows can't be written: " + Causes.of(failure), failure);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Predicate<CdcEvent> condition() {
        try {
            return EventCondition.of(getCamelContext(), condition);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the option condition of " + ExactOptions.readable(getEndpointUri()) + " can't be read: "
                            + Causes.of(e),
                    e);
        }
    }

    public String getCondition() {
        return condition;
    }

    public void setCondition(String condition) {
        this.condition = condition;
    }

    public String getLeaveOut() {
        return leaveOut;
    }

    public void setLeaveOut(String leaveOut) {
        this.leaveOut = leaveOut;
    }

    public String getMask() {
        return mask;
    }

    public void setMask(String mask) {
        this.mask = mask;
    }

    public String getKeyless() {
        return keyless;
    }

    public void setKeyless(String keyless) {
        this.keyless = keyless;
    }
}
