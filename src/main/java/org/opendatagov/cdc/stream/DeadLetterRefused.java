package org.opendatagov.cdc.stream;

/** Why dead letters can't be shown, replayed or discarded; the message is one sentence for the caller. */
public class DeadLetterRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Reason {
        /** There is no such letter, or no such flow. */
        UNKNOWN,
        /** The flow doesn't run in this process, or doesn't take the record. */
        CONFLICT,
        /** Kafka or the flow's destination is away. */
        UNAVAILABLE
    }

    private final Reason reason;

    DeadLetterRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
