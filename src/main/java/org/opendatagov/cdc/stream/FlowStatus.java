package org.opendatagov.cdc.stream;

import java.time.Instant;

/**
 * How a delivery flow is doing.
 *
 * @param flow the id of its route
 * @param groupId its consumer group
 * @param state what it is doing
 * @param cause why it waits or stopped, one sentence without secrets; null when all is well
 * @param since when it came into this state
 * @param nextTry when it tries again, or null when no try is planned
 * @param lastBatch when its route last completed a batch, or null when none was completed yet
 */
public record FlowStatus(
        String flow,
        String groupId,
        FlowState state,
        String cause,
        Instant since,
        Instant nextTry,
        Instant lastBatch) {}
