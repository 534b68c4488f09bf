package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.opendatagov.cdc.threads.ServiceThreads;

/** Not live once a thread of the service has ended unexpectedly; says which and why. */
@Liveness
@Singleton
class ThreadsLiveness implements HealthCheck {

    private final ServiceThreads threads;

    ThreadsLiveness(ServiceThreads threads) {
        this.threads = threads;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> failures = threads.failures();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("threads").status(failures.isEmpty());
        failures.forEach((thread, cause) -> response.withData(thread, "has ended unexpectedly: " + cause));
        return response.build();
    }
}
