package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.opendatagov.cdc.stream.FlowState;
import org.opendatagov.cdc.stream.FlowStatus;
import org.opendatagov.cdc.stream.StreamFlows;

/** Not ready while a delivery flow doesn't consume; the data holds each flow's state and cause. */
@Readiness
@Singleton
class FlowsReadiness implements HealthCheck {

    private final StreamFlows flows;

    FlowsReadiness(StreamFlows flows) {
        this.flows = flows;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("flows");
        boolean up = true;
        for (FlowStatus flow : flows.flows()) {
            up &= flow.state() == FlowState.CONSUMING;
            response.withData(
                    flow.flow(), flow.cause() == null ? flow.state().name() : flow.state() + ": " + flow.cause());
        }
        return response.status(up).build();
    }
}
