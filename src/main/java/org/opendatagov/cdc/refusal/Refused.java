package org.opendatagov.cdc.refusal;

/** What was asked for can't be done; the message is one sentence that says why, and the mend. */
public class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Reason {
        /** The caller has to ask for something else. */
        BAD_REQUEST,
        /** This process knows nothing of that name. */
        UNKNOWN,
        /** The state of things doesn't allow it now. */
        CONFLICT,
        /** A server that is needed doesn't answer. */
        UNAVAILABLE
    }

    private final Reason reason;

    public Refused(Reason reason, String message) {
        this(reason, message, null);
    }

    public Refused(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
