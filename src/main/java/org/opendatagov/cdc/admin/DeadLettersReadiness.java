package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.opendatagov.cdc.stream.DeadLetterDesk;

/** A warning, never a failure: what waits in the dead letters keeps nothing else from being delivered. */
@Readiness
@Singleton
class DeadLettersReadiness implements HealthCheck {

    private final DeadLetterDesk desk;

    DeadLettersReadiness(DeadLetterDesk desk) {
        this.desk = desk;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("dead-letters").up();
        desk.counts().forEach((flow, open) -> {
            if (open > 0) {
                response.withData(
                        flow, "WARNING: " + open + " open; GET /admin/dead-letters/" + flow + " says what they are");
            }
        });
        return response.build();
    }
}
