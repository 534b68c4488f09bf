package org.opendatagov.cdc.routes;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What Camel reads in a route file. Camel changes the definitions when it makes routes of them, so that a draft serves once.
 *
 * @param elements the names of what stands in the file, such as {@code rest}
 */
record RouteDraft(RouteBuilder builder, List<RouteDefinition> routes, Set<String> elements) {

    /** What concerns the routes of its own file alone. */
    private static final Set<String> OF_ROUTES = Set.of(
            "route",
            "from",
            "errorHandler",
            "onException",
            "onCompletion",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint");

    /**
     * Reads a file.
     *
     * @throws Exception when Camel can't; {@link Reason} words it
     */
    static RouteDraft of(RouteFile file, CamelContext camel) throws Exception {
        Set<String> elements = elements(file);
        RouteBuilder builder = (RouteBuilder)
                PluginHelper.getRoutesLoader(camel).getRoutesLoader("yaml").loadRoutesBuilder(file.resource());
        return new RouteDraft(builder, builder.configureRoutes(camel).getRoutes(), elements);
    }

    /** The ids of the routes, which a route that has none lacks. */
    List<String> ids() {
        return routes.stream()
                .map(RouteDefinition::getRouteId)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether nothing in the file reaches beyond its own routes. */
    boolean isOfRoutesAlone() {
        return OF_ROUTES.containsAll(elements);
    }

    private static Set<String> elements(RouteFile file) {
        Object content = new Load(LoadSettings.builder().setLabel(file.shown()).build()).loadFromString(file.text());
        if (!(content instanceof List<?> list) || list.isEmpty()) {
            throw new IllegalArgumentException("a route file is a list of routes; begin with '- route:'");
        }
        Set<String> elements = new LinkedHashSet<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> element)) {
                throw new IllegalArgumentException("'" + item + "' is no route; write '- route:'");
            }
            element.keySet().forEach(name -> elements.add(String.valueOf(name)));
        }
        return elements;
    }
}
