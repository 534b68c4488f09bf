package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.opendatagov.cdc.stream.FlowState;
import org.opendatagov.cdc.stream.FlowStatus;
import org.opendatagov.cdc.stream.OpenWarnings;
import org.opendatagov.cdc.stream.StreamFlows;

/** Not ready while a delivery flow doesn't consume; the data holds each flow's state, cause and warnings. */
@Readiness
@Singleton
class FlowsReadiness implements HealthCheck {

    private final StreamFlows flows;
    private final OpenWarnings warnings;

    FlowsReadiness(StreamFlows flows, OpenWarnings warnings) {
        this.flows = flows;
        this.warnings = warnings;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("flows");
        boolean up = true;
        for (FlowStatus flow : flows.flows()) {
            up &= flow.state() == FlowState.CONSUMING;
            String state = flow.cause() == null ? flow.state().name() : flow.state() + ": " + flow.cause();
            List<String> open = warnings.of(flow.flow());
            response.withData(
                    flow.flow(), open.isEmpty() ? state : state + "; WARNING: " + String.join("; WARNING: ", open));
        }
        return response.status(up).build();
    }
}
