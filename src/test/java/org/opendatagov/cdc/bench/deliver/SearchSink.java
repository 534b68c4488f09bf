package org.opendatagov.cdc.bench.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.sandbox.comparison.Comparison;
import org.opendatagov.cdc.sandbox.comparison.Difference;

/** Elasticsearch. Its indices are those that the service has made, once it has written for the first time. */
record SearchSink(Workbench workbench, Backlog backlog) implements Sink {

    @Override
    public String title() {
        return "Elasticsearch";
    }

    @Override
    public String flow() {
        return "deliver-search";
    }

    /** Makes each index anew with its mapping; its settings come from the service's template. */
    @Override
    public void empty() {
        try (SearchClient client = new SearchClient(workbench.elasticsearch())) {
            client.call("GET", "/cdc_*/_mapping", null).properties().forEach(index -> {
                JsonNode mappings = index.getValue();
                client.call("DELETE", "/" + index.getKey(), null);
                client.call("PUT", "/" + index.getKey(), mappings);
            });
        }
    }

    @Override
    public ProcessUse use() {
        return new ProcessUse(workbench.elasticsearch().pid());
    }

    @Override
    public List<Difference> differences() {
        return Comparison.of(List.of(backlog.tables()), workbench.elasticsearch())
                .differences();
    }
}
