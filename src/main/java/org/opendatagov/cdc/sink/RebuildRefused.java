package org.opendatagov.cdc.sink;

/** Why an index can't be rebuilt, or a rebuild given up; the message is one sentence for the caller. */
public class RebuildRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Reason {
        /** There is no such index, or no rebuild of it. */
        UNKNOWN,
        /** The flow doesn't run in this process, another rebuild does, or the index doesn't lend itself to it. */
        CONFLICT,
        /** Elasticsearch is away. */
        UNAVAILABLE
    }

    private final Reason reason;

    RebuildRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
