package org.opendatagov.cdc.stream;

/** What a delivery flow is doing. */
public enum FlowState {
    /** It has not reached Kafka yet. */
    STARTING,
    /** It is a member of its consumer group and hands on what comes. */
    CONSUMING,
    /** Something it needs is away, Kafka or what its route writes to; it tries again by itself. */
    WAITING,
    /** Its route was stopped or suspended, or could not start. */
    STOPPED
}
