package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.apache.kafka.connect.runtime.ConnectorStatus;
import org.apache.kafka.connect.runtime.TaskStatus;
import org.apache.kafka.connect.runtime.TopicStatus;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.opendatagov.cdc.capture.Connectors;

/**
 * The connectors of all replicas, those of route files and those that have been posted alike, as every replica shows them. A
 * connector of a route file that another replica runs is known by its status.
 */
@Singleton
public class SharedConnectors {

    private final Connectors local;
    private final PostedConfigs posted;
    private final ConnectStores stores;
    private final KafkaStates states;

    SharedConnectors(Connectors local, PostedConfigs posted, ConnectStores stores, KafkaStates states) {
        this.local = local;
        this.posted = posted;
        this.stores = stores;
        this.states = states;
    }

    /** Their names, in order; only those of this process while Kafka hasn't been reached. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        // One that has been removed is still ending here for a moment.
        local.statuses().stream()
                .map(org.opendatagov.cdc.capture.ConnectorStatus::connector)
                .filter(name -> !stores.isOpen() || local.isFromRoute(name))
                .forEach(names::add);
        if (stores.isOpen()) {
            names.addAll(posted.names());
            stores.statuses().connectors().stream().filter(this::isOfRouteFile).forEach(names::add);
        }
        return names;
    }

    /** The names of those whose configuration can be read: of posted ones only while Kafka has been reached. */
    Set<String> reachableNames() {
        Set<String> names = names();
        names.removeIf(name -> !stores.isOpen() && !local.isFromRoute(name));
        return names;
    }

    /** What is known by its status alone runs elsewhere, from a route file; or it was posted, and has been removed. */
    private boolean isOfRouteFile(String name) {
        ConnectorStatus status = stores.statuses().get(name);
        return status != null && KafkaStates.isOfRouteFile(status);
    }

    /**
     * Whether there is one of this name.
     *
     * @throws ConnectUnavailableException when that isn't known, since Kafka hasn't been reached yet
     */
    public boolean contains(String name) {
        if (names().contains(name)) {
            return true;
        }
        stores.requireOpen();
        return false;
    }

    /** Whether it comes from a route file; that one goes before a posted one of the same name. */
    public boolean isFromRoute(String name) {
        return local.isFromRoute(name) || (contains(name) && posted.get(name) == null);
    }

    /**
     * Its configuration in Kafka Connect's names, with secrets. Of a connector whose route runs in another process no more is known
     * than its name and class.
     */
    public Map<String, String> config(String name) {
        Map<String, String> config = local.isFromRoute(name) ? local.config(name) : posted.get(name);
        return config == null
                ? Map.of("name", name, "connector.class", CarriedOptions.CONNECTOR_CLASS, "tasks.max", "1")
                : new TreeMap<>(config);
    }

    /** Its status, as the process that captures has written it, or null when nobody has written one. */
    public ConnectorStatus status(String name) {
        ConnectorStatus written = stores.isOpen() ? stores.statuses().get(name) : null;
        return written != null ? written : here(name, states::ofConnector);
    }

    /** The status of its one task, or null when it has none, as while it is stopped. */
    public TaskStatus taskStatus(String name) {
        if (status(name) == null || status(name).state() == State.STOPPED) {
            return null;
        }
        TaskStatus written = stores.isOpen() ? stores.statuses().get(new ConnectorTaskId(name, 0)) : null;
        return written != null ? written : here(name, states::ofTask);
    }

    private <T> T here(String name, Function<org.opendatagov.cdc.capture.ConnectorStatus, T> view) {
        return local.statuses().stream()
                .filter(status -> status.connector().equals(name))
                .findFirst()
                .map(view)
                .orElse(null);
    }

    /** The topics to which it has written, in order, since that was last reset. */
    public List<String> topics(String name) {
        Collection<TopicStatus> topics = stores.statuses().getAllTopics(name);
        return topics.stream().map(TopicStatus::topic).sorted().toList();
    }

    /** Forgets the topics; those to which it writes are shown again. */
    public void resetTopics(String name) {
        topics(name).forEach(topic -> stores.statuses().deleteTopic(name, topic));
    }

    /** Forgets all that was written of a connector that has been removed. */
    public void forget(String name) {
        resetTopics(name);
        stores.statuses().put(states.connector(name, State.DESTROYED, null));
        stores.statuses().put(states.task(name, State.DESTROYED, null));
    }
}
