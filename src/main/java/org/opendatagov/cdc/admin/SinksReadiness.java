package org.opendatagov.cdc.admin;

import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.opendatagov.cdc.sink.SinkProbes;

/** Not ready while a server that a running flow writes to doesn't answer; the data holds each server and the reason. */
@Readiness
@Singleton
class SinksReadiness implements HealthCheck {

    private final SinkProbes probes;

    SinksReadiness(SinkProbes probes) {
        this.probes = probes;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("sinks");
        Map<String, String> answers = probes.check();
        answers.forEach((server, reason) -> response.withData(server, reason.isEmpty() ? "reachable" : reason));
        return response.status(answers.values().stream().allMatch(String::isEmpty))
                .build();
    }
}
