package org.opendatagov.cdc.routes;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of trying a route file out.
 *
 * @param replaceable whether its routes can come and go while the service runs
 * @param routes the ids of its routes
 * @param problems what is wrong with it, or nothing
 */
record TriedFile(RouteFile file, boolean replaceable, List<String> routes, List<RouteProblem> problems) {

    /** The same file with further problems. */
    TriedFile and(List<RouteProblem> more) {
        List<RouteProblem> all = new ArrayList<>(problems);
        all.addAll(more);
        return new TriedFile(file, replaceable, routes, all);
    }
}
