package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.runtime.RestartRequest;
import org.opendatagov.cdc.capture.TargetState;
import org.opendatagov.cdc.capture.TargetStates;
import org.opendatagov.cdc.retry.Causes;

/** Target states and restart requests in Kafka Connect's configs topic, which all replicas follow. */
@Singleton
class SharedTargetStates implements TargetStates {

    private final ConnectConfigs configs;

    SharedTargetStates(ConnectConfigs configs) {
        this.configs = configs;
    }

    @Override
    public boolean awaitKnown(Duration patience) throws InterruptedException {
        return configs.awaitOpen(patience);
    }

    /** Whether Kafka has been asked. */
    boolean isKnown() {
        return configs.isOpen();
    }

    @Override
    public String obstacle() {
        String obstacle = configs.obstacle();
        return obstacle == null ? null : "it isn't known yet whether somebody has paused the connector: " + obstacle;
    }

    @Override
    public TargetState of(String connector) {
        org.apache.kafka.connect.runtime.TargetState state =
                configs.store().snapshot().targetState(connector);
        return state == null ? TargetState.STARTED : TargetState.valueOf(state.name());
    }

    /**
     * Asks all replicas.
     *
     * @throws RefusedCall when Kafka doesn't take the request
     */
    void set(String connector, TargetState state) {
        try {
            configs.store()
                    .putTargetState(connector, org.apache.kafka.connect.runtime.TargetState.valueOf(state.name()));
        } catch (ConnectException e) {
            throw notTaken(e);
        }
    }

    /**
     * Restarts a connector in all replicas.
     *
     * @param onlyFailed only where it has failed
     * @throws RefusedCall when Kafka doesn't take the request
     */
    void restart(String connector, boolean onlyFailed, boolean includeTasks) {
        try {
            configs.store().putRestartRequest(new RestartRequest(connector, onlyFailed, includeTasks));
        } catch (ConnectException e) {
            throw notTaken(e);
        }
    }

    private static RefusedCall notTaken(ConnectException failure) {
        return new RefusedCall(
                503,
                "Kafka hasn't taken the request in time (" + Causes.of(failure)
                        + "); it may still take effect when Kafka answers again");
    }
}
