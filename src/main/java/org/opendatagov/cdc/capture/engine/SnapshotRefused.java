package org.opendatagov.cdc.capture.engine;

/** What was asked of a connector's snapshots can't be done; the message is one sentence that says why, and the mend. */
public class SnapshotRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is. */
    public enum Reason {
        /** This process has no such connector. */
        UNKNOWN_CONNECTOR,
        /** A table or a condition isn't right; the caller has to ask for something else. */
        BAD_REQUEST,
        /** The connector's state doesn't allow it now. */
        CONFLICT,
        /** A server that is needed doesn't answer. */
        UNAVAILABLE
    }

    private final Reason reason;

    public SnapshotRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public SnapshotRefused(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
