package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;

/** Not ready while a connector neither captures nor stands by; the data holds each connector's state and reason. */
@Readiness
@Singleton
class ConnectorsReadiness implements HealthCheck {

    private final Connectors connectors;

    ConnectorsReadiness(Connectors connectors) {
        this.connectors = connectors;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("connectors");
        boolean up = true;
        for (ConnectorStatus status : connectors.statuses()) {
            up &= status.state().isHealthy();
            response.withData(status.connector(), describe(status));
        }
        return response.status(up).build();
    }

    private static String describe(ConnectorStatus status) {
        StringBuilder text = new StringBuilder(status.state().name());
        if (status.reason() != null) {
            text.append(": ").append(status.reason());
        }
        if (status.snapshot() != null) {
            text.append(status.snapshot().incremental() ? "; snapshot on demand: " : ": ")
                    .append(status.snapshot());
        }
        return text.toString();
    }
}
