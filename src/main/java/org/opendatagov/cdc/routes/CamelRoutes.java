package org.opendatagov.cdc.routes;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;

/** Starts and stops the routes of one file in Camel, as {@code cdc.flows} and their preconditions allow. */
final class CamelRoutes {

    private final CamelContext camel;

    CamelRoutes(CamelContext camel) {
        this.camel = camel;
    }

    /** Starts all routes of a file, or none. */
    void start(RouteFile file) throws Exception {
        RouteDraft draft = RouteDraft.of(file, camel);
        try {
            camel.addRoutes(draft.builder());
        } catch (Exception e) {
            stop(draft.ids());
            throw e;
        }
    }

    /** Stops routes in good order, as the end of the service would, and forgets them. */
    void stop(List<String> routes) throws Exception {
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        for (String route : routes) {
            RouteDefinition definition = model.getRouteDefinition(route);
            if (definition != null) {
                model.removeRouteDefinition(definition);
            }
        }
    }
}
