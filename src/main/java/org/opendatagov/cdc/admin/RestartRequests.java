package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import java.util.Collection;
import org.apache.kafka.connect.runtime.RestartRequest;
import org.apache.kafka.connect.runtime.SessionKey;
import org.apache.kafka.connect.storage.ConfigBackingStore;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.Connectors;

/** Restarts connectors of this process when any replica has been asked to; target states are looked at when they matter. */
@Singleton
class RestartRequests implements ConfigBackingStore.UpdateListener {

    private final Connectors connectors;

    RestartRequests(Connectors connectors) {
        this.connectors = connectors;
    }

    @Override
    public void onRestartRequest(RestartRequest request) {
        boolean failed = connectors.statuses().stream()
                .anyMatch(status ->
                        status.connector().equals(request.connectorName()) && status.state() == ConnectorState.FAILED);
        if (failed || !request.onlyFailed()) {
            connectors.restart(request.connectorName());
        }
    }

    @Override
    public void onConnectorConfigRemove(String connector) {}

    @Override
    public void onConnectorConfigUpdate(String connector) {}

    @Override
    public void onTaskConfigUpdate(Collection<ConnectorTaskId> tasks) {}

    @Override
    public void onConnectorTargetStateChange(String connector) {}

    @Override
    public void onSessionKeyUpdate(SessionKey sessionKey) {}

    @Override
    public void onLoggingLevelUpdate(String namespace, String level) {}
}
