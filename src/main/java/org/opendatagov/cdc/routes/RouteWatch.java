package org.opendatagov.cdc.routes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterConfigure;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.quarkus.main.events.BeforeConfigure;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.options.FlowSelection;
import org.opendatagov.cdc.threads.ServiceThreads;

/**
 * Gives Camel the route files to start with, and looks every second whether those of the folder have changed. What counts is their
 * text: in a ConfigMap's mount files are links, of which no file system tells a change. A text counts once it was the same twice, so that a
 * file that is being written isn't read by halves.
 */
@ApplicationScoped
class RouteWatch {

    private static final Logger LOG = Logger.getLogger(RouteWatch.class);
    private static final FlowSelection ADMIN = FlowSelection.of("admin*");
    private static final long LOOK_SECONDS = 1;
    private static final long END_SECONDS = 10;

    private final CamelContext camel;
    private final RouteFiles files;
    private final RunningRoutes routes;
    private final ServiceThreads threads;
    private final FlowSelection flows;
    private Map<String, RouteFile> seen = Map.of();
    private ScheduledExecutorService looks;
    private Future<?> looking;

    RouteWatch(
            CamelContext camel,
            RouteFiles files,
            RunningRoutes routes,
            ServiceThreads threads,
            @ConfigProperty(name = "cdc.flows", defaultValue = "*") String flows) {
        this.camel = camel;
        this.files = files;
        this.routes = routes;
        this.threads = threads;
        this.flows = FlowSelection.of(flows);
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
        // What operators call is there whichever flows run.
        event.getMain()
                .configure()
                .setRouteFilterIncludePattern(Stream.of(ADMIN.camelPattern(), flows.camelPattern())
                        .filter(pattern -> !pattern.isEmpty())
                        .collect(Collectors.joining(",")));
    }

    // Camel has read the files and made nothing of them yet.
    void check(@Observes AfterConfigure event) {
        List<TriedFile> tried = RouteTrial.together(seen.values(), camel);
        List<RouteProblem> problems =
                tried.stream().flatMap(file -> file.problems().stream()).toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(RunningRoutes.sentence(problems));
        }
        requireKnownFlows(tried.stream().flatMap(file -> file.ids().stream()).toList());
        routes.startedWith(seen, tried);
    }

    private void requireKnownFlows(List<String> ids) {
        List<String> unknown = flows.unknown(ids);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("cdc.flows (CDC_FLOWS) names " + String.join(", ", unknown)
                    + ", which no route file has; there are "
                    + ids.stream().filter(id -> !ADMIN.includes(id)).sorted().collect(Collectors.joining(", ")));
        }
    }

    void begin(@Observes AfterStart event) {
        if (files.haveFolder()) {
            looks = threads.executor("route-files");
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
