package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.runtime.TargetState;
import org.opendatagov.cdc.capture.ConnectorConfigs;

/**
 * The configurations of posted connectors, as they stand in Kafka Connect's topic. Of two replicas that write at the same time one is
 * fenced by the other, by Kafka Connect's own means, looks again, and finds what the other has written.
 */
@Singleton
public class PostedConfigs implements ConnectorConfigs {

    private final ConnectStores stores;
    private final SecretReferences secrets;

    PostedConfigs(ConnectStores stores, SecretReferences secrets) {
        this.stores = stores;
        this.secrets = secrets;
    }

    /** The names of all connectors that have been posted, of whatever class. */
    public Set<String> names() {
        return new LinkedHashSet<>(stores.configs().snapshot().connectors());
    }

    /** A configuration as it has been posted, or null when there is none of that name. */
    public Map<String, String> get(String connector) {
        return stores.configs().snapshot().rawConnectorConfig(connector);
    }

    @Override
    public Map<String, String> resolved(String connector) {
        Map<String, String> config = get(connector);
        if (config == null) {
            throw new IllegalArgumentException("no connector " + connector + " has been posted");
        }
        return secrets.resolve(config);
    }

    /**
     * Adds a connector.
     *
     * @param state the state it is to begin in, or null for started
     * @return whether it was added; otherwise there is one of that name
     * @throws ConnectUnavailableException when Kafka doesn't take it in time
     */
    public boolean add(String connector, Map<String, String> config, TargetState state) {
        return stores.write(store -> {
            if (store.contains(connector)) {
                return false;
            }
            // A state that an earlier connector of this name was left in is none of the new one's.
            store.putConnectorConfig(
                    connector, withName(connector, config), state == null ? TargetState.STARTED : state);
            return true;
        });
    }

    /**
     * Puts a configuration in the place of another, or adds it.
     *
     * @return whether it was added
     * @throws ConnectUnavailableException when Kafka doesn't take it in time
     */
    public boolean put(String connector, Map<String, String> config) {
        return stores.write(store -> {
            boolean added = !store.contains(connector);
            store.putConnectorConfig(connector, withName(connector, config), added ? TargetState.STARTED : null);
            return added;
        });
    }

    /**
     * Removes a connector.
     *
     * @return whether there was one
     * @throws ConnectUnavailableException when Kafka doesn't take it in time
     */
    public boolean remove(String connector) {
        return stores.write(store -> {
            boolean present = store.contains(connector);
            if (present) {
                store.removeConnectorConfig(connector);
            }
            return present;
        });
    }

    private static Map<String, String> withName(String connector, Map<String, String> config) {
        Map<String, String> named = new HashMap<>(config);
        named.put("name", connector);
        return named;
    }
}
