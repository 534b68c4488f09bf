package org.opendatagov.cdc.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.util.PropertiesHelper;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.event.FlowWarnings;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.event.RowHolders;
import org.opendatagov.cdc.options.ExactOptions;
import org.opendatagov.cdc.threads.ServiceThreads;

/**
 * The Camel component {@code cdc-events}: change events from Kafka as batches, see {@link CdcEventsEndpoint}.
 *
 * <p>Every property {@code kafka.*} of the configuration reaches its consumers, so that brokers, TLS and SASL are set once
 * for the whole service.
 */
@Singleton
@Named("cdc-events")
public class CdcEventsComponent extends DefaultComponent {

    private static final String ADDITIONAL = "additionalProperties.";

    private final Map<String, Object> kafka;
    private final Payloads payloads;
    private final DeadLetters deadLetters;
    private final StreamFlows flows;
    private final RowHolders holders;
    private final FlowWarnings warnings;
    private final MeterRegistry meters;
    private final ServiceThreads threads;

    /**
     * Made by CDI.
     *
     * @param kafka the properties {@code kafka.*} of the configuration, without their prefix
     * @param payloads open the keys and values of records
     * @param deadLetters takes what can't be decoded
     * @param flows takes the status of each flow
     * @param holders know which flows deliver to sinks that keep rows
     * @param warnings takes what people should know of
     * @param meters takes the metrics of each flow
     * @param threads watches the polling threads
     */
    @Inject
    public CdcEventsComponent(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Payloads payloads,
            DeadLetters deadLetters,
            StreamFlows flows,
            RowHolders holders,
            FlowWarnings warnings,
            MeterRegistry meters,
            ServiceThreads threads) {
        this.kafka = kafka;
        this.payloads = payloads;
        this.deadLetters = deadLetters;
        this.flows = flows;
        this.holders = holders;
        this.warnings = warnings;
        this.meters = meters;
        this.threads = threads;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        ExactOptions.decode(getCamelContext(), parameters);
        CdcEventsEndpoint endpoint = new CdcEventsEndpoint(uri, this, remaining);
        endpoint.setAdditionalProperties(PropertiesHelper.extractProperties(parameters, ADDITIONAL));
        return endpoint;
    }

    /**
     * How far a flow is behind, which needn't run here. Who asks closes it.
     *
     * @param uri of its endpoint, as its route has it
     * @throws IllegalArgumentException when no such endpoint can be
     */
    public FlowLag lag(String uri) {
        try {
            String whole = EndpointHelper.resolveEndpointUriPropertyPlaceholders(getCamelContext(), uri);
            return lag(EndpointCheck.settings((CdcEventsEndpoint) createEndpoint(whole)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    FlowLag lag(StreamSettings settings) {
        return new FlowLag(settings, new CommitTime(payloads), Clock.systemUTC());
    }

    Map<String, Object> kafka() {
        return kafka;
    }

    Payloads payloads() {
        return payloads;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    StreamFlows flows() {
        return flows;
    }

    Truncates truncates(String flow) {
        return new Truncates(flow, holders, warnings, meters);
    }

    MeterRegistry meters() {
        return meters;
    }

    ServiceThreads threads() {
        return threads;
    }
}
