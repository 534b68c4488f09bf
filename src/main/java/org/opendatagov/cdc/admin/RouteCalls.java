package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.URISupport;

/** The routes as they run. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("routeCalls")
public class RouteCalls {

    private static final int LONGEST_SOURCE = 256 * 1024;

    private final CamelContext camel;

    RouteCalls(CamelContext camel) {
        this.camel = camel;
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
                .put("from", URISupport.sanitizeUri(route.getEndpoint().getEndpointUri()))
                .put("file", route.getSourceLocationShort())
                .put("uptimeSeconds", route.getUptimeMillis() / 1000);
    }

    /** As the file is now; null when there is none. */
    private String source(Route route) {
        Resource file = route.getSourceResource();
        if (file == null && route.getSourceLocation() != null) {
            file = PluginHelper.getResourceLoader(camel)
                    .resolveResource(route.getSourceLocation().replaceFirst(":\\d+$", ""));
        }
        if (file == null || !file.exists()) {
            return null;
        }
        try (InputStream in = file.getInputStream()) {
            return new String(in.readNBytes(LONGEST_SOURCE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }
}
