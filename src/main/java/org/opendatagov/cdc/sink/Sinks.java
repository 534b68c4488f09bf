package org.opendatagov.cdc.sink;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.opendatagov.cdc.event.RowHolders;

/** The sinks to which flows deliver, for who looks in from outside. */
@Singleton
public class Sinks implements RowHolders {

    private final CamelContext camel;

    Sinks(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * The sinks of a flow.
     *
     * @param flow the id of its route
     * @return none when it delivers to no cache or search, or to other ends or by other steps too, so that nobody can tell
     *     what its sinks should hold
     */
    public List<RowSink> of(String flow) {
        RouteDefinition definition =
                camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(flow);
        if (definition == null) {
            return List.of();
        }
        List<RowSink> sinks = new ArrayList<>();
        for (ProcessorDefinition<?> step : definition.getOutputs()) {
            if (!(step instanceof ToDefinition to)
                    || !(camel.getEndpoint(to.getEndpointUri()) instanceof SinkEndpoint sink)) {
                return List.of();
            }
            sinks.add(sink.contents());
        }
        return sinks;
    }

    /** Also when it has other steps. */
    @Override
    public boolean holdsRows(String flow) {
        RouteDefinition definition =
                camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(flow);
        return definition != null
                && ProcessorDefinitionHelper.filterTypeInOutputs(definition.getOutputs(), ToDefinition.class).stream()
                        .anyMatch(to -> camel.getEndpoint(to.getEndpointUri()) instanceof SinkEndpoint);
    }
}
