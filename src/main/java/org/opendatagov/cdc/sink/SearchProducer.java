package org.opendatagov.cdc.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.options.ExactOptions;
import org.opendatagov.cdc.sink.BulkWriter.Outcome;
import org.opendatagov.cdc.sink.SinkReport.Result;

/** Writes one batch an exchange to Elasticsearch. */
final class SearchProducer extends DefaultProducer {

    private final SearchEndpoint endpoint;
    private final SearchComponent component;
    private final IndexName index;
    private final RowSelection selection;
    private final Duration replacedFor;
    private final SharedNames names;
    private SearchWriter writer;
    private SearchMappings mappings;
    private SearchTemplate template;
    /** Whether the server that answers now has the template, as far as one can know. */
    private volatile boolean templatePut;

    SearchProducer(SearchEndpoint endpoint, IndexName index) {
        super(endpoint);
        this.endpoint = endpoint;
        this.component = endpoint.getComponent();
        this.index = index;
        this.selection = endpoint.selection();
        this.replacedFor = endpoint.replacedFor();
        this.names = new SharedNames(
                "the option index of " + ExactOptions.readable(endpoint.getEndpointUri()), index.pattern());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        SearchServer server = component.server();
        BulkWriter bulk = new BulkWriter(server, endpoint.getMaxRequestBytes());
        mappings = new SearchMappings(server, index, ColumnNames.of(endpoint.getFlattened()), endpoint.isTemplate());
        IndexMaker maker = new IndexMaker(server, mappings);
        IndexReplacement replacement = new IndexReplacement(server, maker);
        writer = new SearchWriter(server, index.wildcard(), bulk, mappings, maker, replacement);
        template = new SearchTemplate(server, index.wildcard());
        templatePut = !endpoint.isTemplate();
        component.probes().add(this, new SinkProbes.Probe("elasticsearch " + server.address(), server::check));
        component
                .rebuilds()
                .add(
                        this,
                        new RebuildPlace(
                                server,
                                index,
                                maker,
                                replacement,
                                new DocumentCopy(server, bulk),
                                new RetiredIndices(server, index.wildcard(), replacedFor)));
    }

    @Override
    protected void doStop() throws Exception {
        component.rebuilds().remove(this);
        component.probes().remove(this);
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) {
        RowBatch batch = RowBatch.of(exchange.getMessage().getBody(), selection);
        names.look(batch.rows());
        List<SearchRow> rows = new ArrayList<>();
        // No index has a slash in its name.
        batch.latest(row -> index.of(row) + '/' + row.key().text()).forEach((target, row) -> {
            int slash = target.indexOf('/');
            rows.add(new SearchRow(row, target.substring(0, slash), DocumentId.of(target.substring(slash + 1))));
        });
        List<Outcome> outcomes = write(rows);

        String flow = exchange.getFromRouteId();
        for (int i = 0; i < outcomes.size(); i++) {
            CdcRecord row = rows.get(i).row();
            Outcome outcome = outcomes.get(i);
            if (outcome.result() == Result.DEAD) {
                component.report().dead(flow, row, outcome.cause() + mappings.advice(rows.get(i), outcome.cause()));
            } else {
                component.report().count(row, outcome.result());
            }
        }
        component.report().besideRows(flow, batch, selection.keyless());
    }

    private List<Outcome> write(List<SearchRow> rows) {
        try {
            if (!templatePut) {
                template.put();
                templatePut = true;
            }
            return writer.write(rows);
        } catch (SinkUnavailableException e) {
            // Who comes back may be another, empty server.
            templatePut = !endpoint.isTemplate();
            throw e;
        }
    }
}
