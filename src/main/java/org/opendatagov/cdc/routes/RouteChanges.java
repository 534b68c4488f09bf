package org.opendatagov.cdc.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What has to change so that the wanted files run.
 *
 * @param leaving files whose routes end
 * @param coming files whose routes begin
 * @param refused why a wanted file doesn't run, by its name; what ran under that name goes on
 */
record RouteChanges(List<TriedFile> leaving, List<TriedFile> coming, Map<String, List<RouteProblem>> refused) {

    private static final String AT_A_START =
            "it holds more than routes, which takes effect when the service starts; restart it, or undo the change";

    /** Tries out what has changed. */
    static RouteChanges of(
            Map<String, TriedFile> running, Map<String, RouteFile> wanted, Function<RouteFile, TriedFile> trial) {
        Map<String, TriedFile> coming = new TreeMap<>();
        Map<String, List<RouteProblem>> refused = new TreeMap<>();
        wanted.forEach((name, file) -> {
            TriedFile before = running.get(name);
            if (before == null || !before.file().equals(file)) {
                TriedFile tried = trial.apply(file);
                if (!tried.problems().isEmpty()) {
                    refused.put(name, tried.problems());
                } else if (!tried.replaceable() || (before != null && !before.replaceable())) {
                    refused.put(name, List.of(file.problem(0, AT_A_START)));
                } else {
                    coming.put(name, tried);
                }
            }
        });
        running.forEach((name, before) -> {
            if (!wanted.containsKey(name) && !before.replaceable()) {
                refused.put(name, List.of(before.file().problem(0, AT_A_START)));
            }
        });
        while (refuseTaken(running, wanted, coming, refused)) {
            // What is refused leaves its old routes where they are, whose ids others may have counted on.
        }
        List<TriedFile> leaving = new ArrayList<>(running.values());
        leaving.removeIf(before -> !isLeaving(before, wanted, coming, refused));
        return new RouteChanges(leaving, List.copyOf(coming.values()), refused);
    }

    private static boolean isLeaving(
            TriedFile before,
            Map<String, RouteFile> wanted,
            Map<String, TriedFile> coming,
            Map<String, List<RouteProblem>> refused) {
        String name = before.file().name();
        return coming.containsKey(name) || (!wanted.containsKey(name) && !refused.containsKey(name));
    }

    /** Refuses the first file of which a route's id is taken, and says whether there was one. */
    private static boolean refuseTaken(
            Map<String, TriedFile> running,
            Map<String, RouteFile> wanted,
            Map<String, TriedFile> coming,
            Map<String, List<RouteProblem>> refused) {
        RouteIds ids = new RouteIds();
        running.values().stream()
                .filter(before -> !isLeaving(before, wanted, coming, refused))
                .forEach(before -> ids.add(before.file(), before.ids()));
        for (TriedFile file : coming.values()) {
            List<RouteProblem> problems = ids.add(file.file(), file.ids());
            if (!problems.isEmpty()) {
                coming.remove(file.file().name());
                refused.put(file.file().name(), problems);
                return true;
            }
        }
        return false;
    }
}
