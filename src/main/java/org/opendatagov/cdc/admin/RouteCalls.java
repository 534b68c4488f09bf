package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Comparator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.util.URISupport;
import org.opendatagov.cdc.options.ExactOptions;
import org.opendatagov.cdc.routes.LoadedRoutes;

/** The routes as they run. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("routeCalls")
public class RouteCalls {

    private final CamelContext camel;
    private final LoadedRoutes files;

    RouteCalls(CamelContext camel, LoadedRoutes files) {
        this.camel = camel;
        this.files = files;
    }

    /** {@code GET /admin/routes}: each with its state and where it stands. The calls themselves are left out. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            return Answer.ok(all());
        });
    }

    ArrayNode all() {
        ArrayNode routes = JsonNodeFactory.instance.arrayNode();
        camel.getRoutes().stream()
                .filter(route -> !route.isCreatedByRestDsl())
                .sorted(Comparator.comparing(Route::getId))
                .forEach(route -> routes.add(json(route)));
        return routes;
    }

    /** {@code GET /admin/routes/{route}}: one with the text of its file. */
    public void get(Exchange exchange) {
        Answer.give(exchange, request -> {
            String id = request.only().path("route");
            Route route = camel.getRoute(id);
            if (route == null || route.isCreatedByRestDsl()) {
                throw new RefusedCall(404, "This process runs no route " + id);
            }
            return Answer.ok(json(route).put("source", source(route)));
        });
    }

    private ObjectNode json(Route route) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("route", route.getId())
                .put(
                        "state",
                        camel.getRouteController().getRouteStatus(route.getId()).name())
                .put(
                        "from",
                        ExactOptions.readable(
                                URISupport.sanitizeUri(route.getEndpoint().getEndpointUri())))
                .put("file", route.getSourceLocationShort())
                .put("uptimeSeconds", route.getUptimeMillis() / 1000);
    }

    /** The text of the file as it was when the route was made, which the file may no longer have; null for a posted connector's. */
    private String source(Route route) {
        return files.files().stream()
                .filter(file ->
                        file.routes().stream().anyMatch(each -> each.id().equals(route.getId())))
                .findFirst()
                .map(LoadedRoutes.LoadedFile::text)
                .orElse(null);
    }
}
