package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.opendatagov.cdc.routes.LoadedRoutes;

/**
 * Always up, since what ran before a route file was refused goes on; the data holds each file that is refused, with the reason.
 */
@Readiness
@Singleton
class RouteFilesReadiness implements HealthCheck {

    private final LoadedRoutes routes;

    RouteFilesReadiness(LoadedRoutes routes) {
        this.routes = routes;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("route-files").up();
        if (routes.unreadable() != null) {
            response.withData("folder", "refused: " + routes.unreadable());
        }
        for (LoadedRoutes.LoadedFile file : routes.files()) {
            if (!file.refused().isEmpty()) {
                response.withData(file.name(), "refused: " + String.join("; ", file.refused()));
            }
        }
        return response.build();
    }
}
