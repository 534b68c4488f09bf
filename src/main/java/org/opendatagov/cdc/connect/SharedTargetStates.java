package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.connect.runtime.RestartRequest;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.opendatagov.cdc.capture.TargetState;
import org.opendatagov.cdc.capture.TargetStates;
import org.opendatagov.cdc.topics.KafkaNeeds;

/** Target states and restart requests in Kafka Connect's configs topic, which all replicas follow. */
@Singleton
public class SharedTargetStates implements TargetStates {

    private final ConnectStores stores;

    SharedTargetStates(ConnectStores stores) {
        this.stores = stores;
    }

    @Override
    public boolean awaitKnown(Duration patience) throws InterruptedException {
        return stores.awaitOpen(patience);
    }

    /** Whether Kafka has been asked. */
    public boolean isKnown() {
        return stores.isOpen();
    }

    @Override
    public String obstacle() {
        String obstacle = stores.obstacle();
        return obstacle == null ? null : "it isn't known yet whether somebody has paused the connector: " + obstacle;
    }

    @Override
    public KafkaNeeds needs() {
        return stores.needs();
    }

    @Override
    public TargetState of(String connector) {
        org.apache.kafka.connect.runtime.TargetState state =
                stores.configs().snapshot().targetState(connector);
        return state == null ? TargetState.STARTED : TargetState.valueOf(state.name());
    }

    /**
     * Asks all replicas.
     *
     * @throws ConnectUnavailableException when Kafka doesn't take the request
     */
    public void set(String connector, TargetState state) {
        write(store ->
                store.putTargetState(connector, org.apache.kafka.connect.runtime.TargetState.valueOf(state.name())));
    }

    /**
     * Restarts a connector in all replicas.
     *
     * @param onlyFailed only where it has failed
     * @throws ConnectUnavailableException when Kafka doesn't take the request
     */
    public void restart(String connector, boolean onlyFailed, boolean includeTasks) {
        write(store -> store.putRestartRequest(new RestartRequest(connector, onlyFailed, includeTasks)));
    }

    /**
     * Sets a log level in all replicas.
     *
     * @throws ConnectUnavailableException when Kafka doesn't take the request
     */
    public void setLogLevel(String logger, String level) {
        write(store -> store.putLoggerLevel(logger, level));
    }

    private void write(Consumer<ConfigBackingStore> request) {
        stores.write(store -> {
            request.accept(store);
            return null;
        });
    }
}
