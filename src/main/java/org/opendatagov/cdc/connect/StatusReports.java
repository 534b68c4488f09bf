package org.opendatagov.cdc.connect;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.apache.kafka.connect.runtime.TopicStatus;
import org.apache.kafka.connect.storage.StatusBackingStore;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.threads.ServiceThreads;

/**
 * Writes how the connectors of this process are into Kafka Connect's status topic, where all replicas read it. A process that
 * stands by leaves that to the one that captures.
 */
@Singleton
class StatusReports {

    private static final Logger LOG = Logger.getLogger(StatusReports.class);
    private static final int INTERVAL_MILLIS = 200;

    private final Connectors connectors;
    private final ConnectStores stores;
    private final KafkaStates states;
    private final ScheduledExecutorService looks;
    private Future<?> looking;

    /** What was written last, by connector. Used by the looking thread alone. */
    private final Map<String, ConnectorStatus> written = new HashMap<>();

    StatusReports(Connectors connectors, ConnectStores stores, KafkaStates states, ServiceThreads threads) {
        this.connectors = connectors;
        this.stores = stores;
        this.states = states;
        this.looks = threads.executor("connect-status");
    }

    void start(@Observes StartupEvent started) {
        looking = looks.scheduleWithFixedDelay(this::look, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (stores.isOpen()) {
                report();
            }
        } catch (RuntimeException e) {
            LOG.debugf("Statuses can't be written: %s", Causes.of(e));
        }
    }

    private void report() {
        Map<String, ConnectorStatus> now = connectors.statuses().stream()
                .collect(Collectors.toMap(ConnectorStatus::connector, Function.identity(), (one, other) -> one));
        now.forEach((name, status) -> {
            ConnectorStatus before = written.get(name);
            boolean changed = before == null
                    || before.state() != status.state()
                    || !Objects.equals(before.reason(), status.reason());
            if (!isRemoved(name) && (changed ? isToldHere(status) : isContradicted(status))) {
                stores.statuses().put(states.ofConnector(status));
                stores.statuses().put(states.ofTask(status));
            }
            // Not before: what Kafka doesn't take is written at the next look.
            written.put(name, status);
            topics(name);
        });
        for (String name : List.copyOf(written.keySet())) {
            if (!now.containsKey(name)) {
                release(name);
                written.remove(name);
            }
        }
    }

    /** One whose configuration has been removed ends here in a moment, and is told no more. */
    private boolean isRemoved(String connector) {
        return !connectors.isFromRoute(connector) && !stores.configs().contains(connector);
    }

    /** One that stands by, or may be about to, leaves the word to the process that captures. */
    private boolean isToldHere(ConnectorStatus status) {
        return switch (status.state()) {
            case STANDBY -> false;
            case STARTING -> !isToldElsewhere(status.connector());
            default -> true;
        };
    }

    /** The process that captures has the last word. */
    private boolean isContradicted(ConnectorStatus status) {
        return (status.state() == ConnectorState.STREAMING || status.state() == ConnectorState.SNAPSHOTTING)
                && isToldElsewhere(status.connector());
    }

    private boolean isToldElsewhere(String connector) {
        var told = stores.statuses().get(connector);
        return told != null && !told.workerId().equals(states.worker());
    }

    /** A connector that ends here, and may go on elsewhere: what another process has written since stays. */
    private void release(String name) {
        State state = stores.configs().contains(name) ? State.UNASSIGNED : State.DESTROYED;
        stores.statuses().putSafe(states.connector(name, state, null));
        stores.statuses().putSafe(states.task(name, state, null));
    }

    private void topics(String name) {
        StatusBackingStore statuses = stores.statuses();
        for (String topic : connectors.takeTopics(name)) {
            if (statuses.getTopic(name, topic) == null) {
                statuses.put(new TopicStatus(topic, new ConnectorTaskId(name, 0), System.currentTimeMillis()));
            }
        }
    }

    @PreDestroy
    void stop() {
        if (looking != null) {
            looking.cancel(true);
        }
        looks.shutdownNow();
    }
}
