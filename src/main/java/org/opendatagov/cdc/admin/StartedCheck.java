package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Started, and not ready before, once all routes are loaded: the ports are open a moment earlier. */
@Startup
@Readiness
@Singleton
class StartedCheck implements HealthCheck {

    private final CamelContext camel;

    StartedCheck(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("routes")
                .status(camel.isStarted())
                .withData("routes", camel.getRoutesSize())
                .build();
    }
}
