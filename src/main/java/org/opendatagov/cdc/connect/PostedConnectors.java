package org.opendatagov.cdc.connect;

import io.quarkus.arc.Unremovable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.options.FlowSelection;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.threads.ServiceThreads;
import org.opendatagov.cdc.threads.WatchedExecutor;

/**
 * Runs the connectors that have been posted, each in a route of its own, {@code capture-<connector>}, made from the template {@code
 * posted-connector}. It follows Kafka Connect's configs topic: a new configuration starts a route, another one replaces it, a removed
 * one ends it. A connector of a route file goes before a posted one of the same name.
 */
@Singleton
@Unremovable
class PostedConnectors {

    private static final Logger LOG = Logger.getLogger(PostedConnectors.class);
    private static final String TEMPLATE = "posted-connector";
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final ConnectStores stores;
    private final PostedConfigs configs;
    private final Connectors connectors;
    private final ConfigUpdates updates;
    private final FlowSelection flows;
    private final WatchedExecutor thread;

    /** What runs, or was refused: the configuration by the connector's name. Used by the thread alone. */
    private final Map<String, Map<String, String>> known = new HashMap<>();

    PostedConnectors(
            ConnectStores stores,
            PostedConfigs configs,
            Connectors connectors,
            ConfigUpdates updates,
            ServiceThreads threads,
            @ConfigProperty(name = "cdc.flows", defaultValue = "*") String flows) {
        this.stores = stores;
        this.configs = configs;
        this.connectors = connectors;
        this.updates = updates;
        this.flows = FlowSelection.of(flows);
        this.thread = threads.executor("posted-connectors");
    }

    // The connectors of route files are there by then.
    void follow(@Observes AfterStart started) {
        CamelContext camel = started.getCamelContext();
        updates.listen(() -> lookSoon(camel));
        lookSoon(camel);
    }

    private void lookSoon(CamelContext camel) {
        thread.later(Duration.ZERO, () -> look(camel));
    }

    private void look(CamelContext camel) {
        try {
            if (stores.isOpen()) {
                follow(camel);
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "The posted connectors can't be looked at; it is tried again");
            thread.later(AGAIN, () -> look(camel));
        }
    }

    private void follow(CamelContext camel) {
        Map<String, Map<String, String>> wanted = new HashMap<>();
        for (String name : configs.names()) {
            Map<String, String> config = configs.get(name);
            // It may have been removed since.
            if (config != null && isOurs(name, config)) {
                wanted.put(name, config);
            }
        }
        for (String name : Map.copyOf(known).keySet()) {
            if (!known.get(name).equals(wanted.get(name))) {
                end(camel, name);
            }
        }
        wanted.forEach((name, config) -> {
            if (!known.containsKey(name)) {
                begin(camel, name, config);
            }
        });
    }

    private boolean isOurs(String name, Map<String, String> config) {
        return CarriedOptions.isCarriedClass(config.get("connector.class"))
                && !connectors.isFromRoute(name)
                && flows.includes(routeId(name));
    }

    private void begin(CamelContext camel, String name, Map<String, String> config) {
        known.put(name, config);
        try {
            camel.addRouteFromTemplate(routeId(name), TEMPLATE, Map.of("connector", name));
        } catch (Exception e) {
            // With the next change, or a restart call, it is tried again.
            known.put(name, Map.of());
            connectors.refuse(name, Causes.of(e));
            LOG.errorf("Connector %s has failed: %s", name, Causes.of(e));
        }
    }

    private void end(CamelContext camel, String name) {
        known.remove(name);
        connectors.forgetRefused(name);
        try {
            camel.getRouteController().stopRoute(routeId(name));
            camel.removeRoute(routeId(name));
        } catch (Exception e) {
            LOG.warnf("The route of connector %s could not be stopped: %s", name, Causes.of(e));
        }
    }

    private static String routeId(String connector) {
        return "capture-" + connector;
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
