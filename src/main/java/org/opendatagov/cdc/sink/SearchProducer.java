package org.opendatagov.cdc.sink;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.BulkWriter.Outcome;
import org.opendatagov.cdc.sink.SinkReport.Result;

/** Writes one batch an exchange to Elasticsearch. */
final class SearchProducer extends DefaultProducer {

    private final SearchEndpoint endpoint;
    private final SearchComponent component;
    private final IndexName index;
    private final RowSelection selection;
    private BulkWriter writer;
    private SearchTemplate template;
    private SearchMappings mappings;
    /** Whether the server that answers now has the template, as far as one can know. */
    private volatile boolean templatePut;

    SearchProducer(SearchEndpoint endpoint, IndexName index) {
        super(endpoint);
        this.endpoint = endpoint;
        this.component = endpoint.getComponent();
        this.index = index;
        this.selection = endpoint.selection();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        SearchServer server = component.server();
        writer = new BulkWriter(server, endpoint.getMaxRequestBytes());
        template = new SearchTemplate(server, index.wildcard());
        mappings = new SearchMappings(server);
        templatePut = !endpoint.isTemplate();
        component.probes().add(this, new SinkProbes.Probe("elasticsearch " + server.address(), server::check));
    }

    @Override
    protected void doStop() throws Exception {
        component.probes().remove(this);
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) {
        RowBatch batch = RowBatch.of(exchange.getMessage().getBody(), selection);
        List<BulkOperation> operations = new ArrayList<>();
        // No index has a slash in its name.
        batch.latest(row -> index.of(row) + '/' + row.key().text()).forEach((target, row) -> {
            int slash = target.indexOf('/');
            operations.add(
                    BulkOperation.of(row, target.substring(0, slash), DocumentId.of(target.substring(slash + 1))));
        });
        List<Outcome> outcomes = write(operations);

        String flow = exchange.getFromRouteId();
        for (int i = 0; i < outcomes.size(); i++) {
            CdcRecord row = operations.get(i).row();
            Outcome outcome = outcomes.get(i);
            if (outcome.result() == Result.DEAD) {
                component.report().dead(flow, row, outcome.cause());
            } else {
                component.report().count(row, outcome.result());
            }
        }
        component.report().besideRows(flow, batch);
    }

    private List<Outcome> write(List<BulkOperation> operations) {
        try {
            if (!templatePut) {
                template.put();
                templatePut = true;
            }
            if (endpoint.isTemplate()) {
                operations.forEach(operation -> mappings.map(operation.index(), operation.row()));
            }
            return writer.write(operations);
        } catch (SinkUnavailableException e) {
            // Who comes back may be another, empty server.
            templatePut = !endpoint.isTemplate();
            mappings.forget();
            throw e;
        }
    }
}
