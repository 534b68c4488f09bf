package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FlowReportTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final StreamFlows flows = new StreamFlows();
    private final FlowReport report =
            new FlowReport("deliver-cache", "group", flows, Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void aFailureTellsItsCauseAndTheNextTryUntilABatchIsCompleted() {
        report.failed("Redis is away", Duration.ofSeconds(2));
        assertThat(flows.flows())
                .containsExactly(new FlowStatus(
                        "deliver-cache", "group", FlowState.WAITING, "Redis is away", NOON, NOON.plusSeconds(2), null));
        report.completedBatch();
        assertThat(flows.flows())
                .containsExactly(new FlowStatus("deliver-cache", "group", FlowState.CONSUMING, null, NOON, null, NOON));
    }

    @Test
    void flowsAreListedByName() {
        report.starting();
        new FlowReport("alerts", "group", flows, Clock.systemUTC()).starting();
        assertThat(flows.flows()).extracting(FlowStatus::flow).containsExactly("alerts", "deliver-cache");
        flows.remove("alerts");
        assertThat(flows.flows()).extracting(FlowStatus::flow).containsExactly("deliver-cache");
    }
}
