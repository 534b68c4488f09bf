package org.opendatagov.cdc.routes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.quarkus.main.events.BeforeConfigure;
import org.jboss.logging.Logger;

/**
 * Gives Camel the route files to start with, and looks every second whether those of the folder have changed. What counts is their
 * text: in a ConfigMap's mount files are links, of which no file system tells a change. A text counts once it was the same twice, so that a
 * file that is being written isn't read by halves.
 */
@ApplicationScoped
class RouteWatch {

    private static final Logger LOG = Logger.getLogger(RouteWatch.class);
    private static final long LOOK_SECONDS = 1;
    private static final long END_SECONDS = 10;

    private final CamelContext camel;
    private final RouteFiles files;
    private final RunningRoutes routes;
    private Map<String, RouteFile> seen = Map.of();
    private ScheduledExecutorService looks;
    private Future<?> looking;

    RouteWatch(CamelContext camel, RouteFiles files, RunningRoutes routes) {
        this.camel = camel;
        this.files = files;
        this.routes = routes;
    }

    // Before the configuration is read, since the routes are loaded right after it.
    void choose(@Observes BeforeConfigure event) {
        if (ConfigUtils.isProfileActive(Launcher.CHECK)) {
            event.getMain().configure().setRoutesIncludePattern("false");
            return;
        }
        seen = files.read();
        List<String> locations = seen.values().stream().map(RouteFile::location).toList();
        if (files.haveFolder()) {
            LOG.infof("Route files: %s", String.join(", ", locations));
        }
        event.getMain().configure().setRoutesIncludePattern(String.join(",", locations));
    }

    // Camel has read the files and made nothing of them yet.
    void check(@Observes AfterConfigure event) {
        List<TriedFile> tried = RouteTrial.together(seen.values(), camel);
        List<RouteProblem> problems =
                tried.stream().flatMap(file -> file.problems().stream()).toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(RunningRoutes.sentence(problems));
        }
        routes.startedWith(seen, tried);
    }

    void begin(@Observes AfterStart event) {
        if (files.haveFolder()) {
            looks = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "route-files"));
            looking = looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        try {
            Map<String, RouteFile> now = files.read();
            if (now.equals(seen)) {
                routes.become(now);
            }
            seen = now;
        } catch (ConfigurationException e) {
            routes.unreadable(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The route files can't be looked at", e);
        }
    }

    /** Before Camel ends, so that no change comes in between. */
    void end(@Observes ShutdownEvent event) throws InterruptedException {
        if (looks != null) {
            looking.cancel(false);
            looks.shutdown();
            if (!looks.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A change of route files is still under way while the service ends");
            }
        }
    }
}
