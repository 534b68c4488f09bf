package org.opendatagov.cdc.routes;

import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.routes.LoadedRoutes.LoadedRoute;

/**
 * What came of trying a route file out.
 *
 * @param replaceable whether its routes can come and go while the service runs
 * @param routes its routes, as far as they have an id
 * @param problems what is wrong with it, or nothing
 */
record TriedFile(RouteFile file, boolean replaceable, List<LoadedRoute> routes, List<RouteProblem> problems) {

    List<String> ids() {
        return routes.stream().map(LoadedRoute::id).toList();
    }

    /** The same file with further problems. */
    TriedFile and(List<RouteProblem> more) {
        List<RouteProblem> all = new ArrayList<>(problems);
        all.addAll(more);
        return new TriedFile(file, replaceable, routes, all);
    }
}
