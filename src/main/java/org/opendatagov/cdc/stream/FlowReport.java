package org.opendatagov.cdc.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one flow's status, and logs a sentence whenever something changes or fails. */
final class FlowReport {

    private static final Logger LOG = LoggerFactory.getLogger(FlowReport.class);

    private final StreamFlows flows;
    private final Clock clock;
    private FlowStatus status;

    FlowReport(String flow, String groupId, StreamFlows flows, Clock clock) {
        this.flows = flows;
        this.clock = clock;
        this.status = new FlowStatus(flow, groupId, FlowState.STOPPED, null, clock.instant(), null, null);
    }

    synchronized void starting() {
        become(FlowState.STARTING, null, null);
    }

    synchronized void consuming() {
        if (status.state() == FlowState.CONSUMING) {
            return;
        }
        LOG.info("{} consumes as a member of the group {}", status.flow(), status.groupId());
        become(FlowState.CONSUMING, null, null);
    }

    /** A condition that ends by itself, such as Kafka being away; logged once, when it begins. */
    synchronized void waiting(String cause) {
        if (status.state() != FlowState.WAITING) {
            LOG.warn("{} waits: {}", status.flow(), cause);
        }
        become(FlowState.WAITING, cause, null);
    }

    /** A failed try; logged every time. */
    synchronized void failed(String cause, Duration pause) {
        LOG.warn("{} waits: {}; next try in {} ms", status.flow(), cause, pause.toMillis());
        become(FlowState.WAITING, cause, clock.instant().plus(pause));
    }

    synchronized void completedBatch() {
        status = new FlowStatus(
                status.flow(),
                status.groupId(),
                status.state(),
                status.cause(),
                status.since(),
                status.nextTry(),
                clock.instant());
        consuming();
        flows.put(status);
    }

    synchronized void stopped(String cause) {
        become(FlowState.STOPPED, cause, null);
    }

    private void become(FlowState state, String cause, Instant nextTry) {
        if (state == status.state()
                && Objects.equals(cause, status.cause())
                && Objects.equals(nextTry, status.nextTry())) {
            flows.put(status);
            return;
        }
        Instant since = state == status.state() ? status.since() : clock.instant();
        status = new FlowStatus(status.flow(), status.groupId(), state, cause, since, nextTry, status.lastBatch());
        flows.put(status);
    }
}
