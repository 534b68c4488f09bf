package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.connect.runtime.RestartRequest;
import org.apache.kafka.connect.runtime.SessionKey;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.Connectors;

/**
 * What any replica has been asked: restarts connectors of this process, and tells those who care of changed configurations. Target
 * states are looked at when they matter.
 */
@Singleton
class ConfigUpdates implements ConfigBackingStore.UpdateListener {

    private final Connectors connectors;
    private final LogLevels levels;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    ConfigUpdates(Connectors connectors, LogLevels levels) {
        this.connectors = connectors;
        this.levels = levels;
    }

    /** Adds one who is told, by the store's own thread, that configurations may have changed. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** The store has been read for the first time, or something in it has changed. */
    void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void onRestartRequest(RestartRequest request) {
        boolean failed = connectors.statuses().stream()
                .anyMatch(status ->
                        status.connector().equals(request.connectorName()) && status.state() == ConnectorState.FAILED);
        if (failed || !request.onlyFailed()) {
            connectors.restart(request.connectorName());
            // One whose configuration couldn't even be read is tried again too.
            changed();
        }
    }

    @Override
    public void onConnectorConfigRemove(String connector) {
        changed();
    }

    @Override
    public void onConnectorConfigUpdate(String connector) {
        changed();
    }

    @Override
    public void onTaskConfigUpdate(Collection<ConnectorTaskId> tasks) {}

    @Override
    public void onConnectorTargetStateChange(String connector) {}

    @Override
    public void onSessionKeyUpdate(SessionKey sessionKey) {}

    @Override
    public void onLoggingLevelUpdate(String namespace, String level) {
        if (LogLevels.isLevel(level)) {
            levels.set(namespace, level);
        }
    }
}
