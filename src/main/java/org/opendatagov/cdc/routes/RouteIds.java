package org.opendatagov.cdc.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which file has which route: an id may stand once. */
final class RouteIds {

    private final Map<String, RouteFile> files = new HashMap<>();

    /** Adds a file's routes and says which of them others have already. */
    List<RouteProblem> add(RouteFile file, Collection<String> routes) {
        List<RouteProblem> problems = new ArrayList<>();
        for (String route : routes) {
            RouteFile other = files.putIfAbsent(route, file);
            if (other != null) {
                problems.add(file.problem(
                        file.lineOf("id", file.lineOf("route", 0)),
                        "the route id %s is taken by %s; choose another".formatted(route, other.shown())));
            }
        }
        return problems;
    }
}
