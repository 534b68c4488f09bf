package org.opendatagov.cdc.sink;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.elasticsearch.client.RestClient;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.event.FlowWarnings;
import org.opendatagov.cdc.options.ExactOptions;

/**
 * The Camel component {@code cdc-search}, see {@link SearchEndpoint}. Elasticsearch is looked up when the first flow that needs it
 * starts.
 */
@Singleton
@Named("cdc-search")
public class SearchComponent extends DefaultComponent {

    private final Supplier<SearchServer> server;
    private final SinkReport report;
    private final SinkProbes probes;
    private final SearchRebuilds rebuilds;

    @Inject
    SearchComponent(
            Instance<RestClient> client,
            DeadLetters deadLetters,
            FlowWarnings warnings,
            MeterRegistry meters,
            SinkProbes probes,
            SearchRebuilds rebuilds) {
        this(() -> new SearchServer(client.get()), deadLetters, warnings, meters, probes, rebuilds);
    }

    SearchComponent(
            Supplier<SearchServer> server,
            DeadLetters deadLetters,
            FlowWarnings warnings,
            MeterRegistry meters,
            SinkProbes probes,
            SearchRebuilds rebuilds) {
        this.server = server;
        this.report = new SinkReport("search", deadLetters, warnings, meters);
        this.probes = probes;
        this.rebuilds = rebuilds;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ExactOptions.decode(getCamelContext(), parameters);
        SearchEndpoint endpoint = new SearchEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    SearchServer server() {
        return server.get();
    }

    SinkReport report() {
        return report;
    }

    SinkProbes probes() {
        return probes;
    }

    SearchRebuilds rebuilds() {
        return rebuilds;
    }
}
