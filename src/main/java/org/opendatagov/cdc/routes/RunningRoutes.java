package org.opendatagov.cdc.routes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jboss.logging.Logger;

/**
 * The route files that run, and how they become others: a file that has changed is tried out first. If it is sound its routes replace the
 * old ones, otherwise these go on. Routes of other files aren't touched.
 */
@Singleton
class RunningRoutes implements LoadedRoutes {

    private static final Logger LOG = Logger.getLogger(RunningRoutes.class);

    private final CamelContext camel;
    private final CamelRoutes routes;
    private final Map<String, TriedFile> running = new TreeMap<>();
    private Map<String, List<RouteProblem>> refused = new TreeMap<>();
    private Map<String, RouteFile> wanted = Map.of();
    private String unreadable;

    RunningRoutes(CamelContext camel, MeterRegistry meters) {
        this.camel = camel;
        this.routes = new CamelRoutes(camel);
        Gauge.builder("cdc.routes.refused", this, RunningRoutes::refusals)
                .description("Route files whose present text is refused")
                .register(meters);
    }

    /** Notes which files Camel starts with. */
    synchronized void startedWith(Map<String, RouteFile> files, List<TriedFile> tried) {
        wanted = files;
        tried.forEach(file -> running.put(file.file().name(), file));
    }

    /** Notes that the folder can't be read; what runs goes on. */
    synchronized void unreadable(String reason) {
        if (unreadable == null) {
            LOG.warnf("The routes go on as they are: %s", reason);
        }
        unreadable = reason;
    }

    /** Makes these files the ones that run, as far as they are sound. */
    synchronized void become(Map<String, RouteFile> files) {
        unreadable = null;
        if (files.equals(wanted)) {
            return;
        }
        wanted = files;
        RouteChanges changes = RouteChanges.of(running, wanted, file -> RouteTrial.of(file, camel));
        Map<String, List<RouteProblem>> before = refused;
        refused = changes.refused();
        Map<String, TriedFile> old = new TreeMap<>();
        for (TriedFile file : changes.leaving()) {
            old.put(file.file().name(), file);
            stop(file);
        }
        changes.coming().forEach(file -> start(file, old.remove(file.file().name())));
        old.keySet().forEach(name -> LOG.infof("The route file %s is gone, and its routes have ended", name));
        refused.forEach((name, problems) -> {
            if (!problems.equals(before.get(name))) {
                LOG.warnf("The route file %s is refused, and what ran goes on: %s", name, sentence(problems));
            }
        });
    }

    private void stop(TriedFile file) {
        running.remove(file.file().name());
        try {
            routes.stop(file.ids());
        } catch (Exception e) {
            LOG.errorf(
                    "The routes of %s did not end in good order: %s",
                    file.file().shown(), Reason.of(e).sentence());
        }
    }

    private void start(TriedFile file, TriedFile old) {
        String name = file.file().name();
        try {
            routes.start(file.file());
            running.put(name, file);
            LOG.infof(
                    "The route file %s has changed: %s runs as %s says",
                    name, String.join(", ", file.ids()), file.file().shown());
        } catch (Exception e) {
            refused.put(name, List.of(file.file().problem(0, e)));
            if (old != null) {
                bringBack(old);
            }
        }
    }

    private void bringBack(TriedFile file) {
        try {
            routes.start(file.file());
            running.put(file.file().name(), file);
        } catch (Exception e) {
            LOG.errorf(
                    "The routes of %s, which ran before, don't start again either: %s",
                    file.file().shown(), Reason.of(e).sentence());
        }
    }

    private synchronized int refusals() {
        return refused.size();
    }

    @Override
    public synchronized List<LoadedFile> files() {
        TreeSet<String> names = new TreeSet<>(running.keySet());
        names.addAll(refused.keySet());
        return names.stream().map(this::file).toList();
    }

    private LoadedFile file(String name) {
        TriedFile file = running.get(name);
        List<String> problems = refused.getOrDefault(name, List.of()).stream()
                .map(RouteProblem::toString)
                .toList();
        return file == null
                ? new LoadedFile(name, null, List.of(), null, problems)
                : new LoadedFile(
                        name, file.file().shown(), file.routes(), file.file().text(), problems);
    }

    @Override
    public synchronized String unreadable() {
        return unreadable;
    }

    static String sentence(List<RouteProblem> problems) {
        return problems.stream().map(RouteProblem::toString).collect(Collectors.joining("; "));
    }
}
