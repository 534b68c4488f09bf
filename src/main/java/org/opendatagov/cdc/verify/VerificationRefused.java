package org.opendatagov.cdc.verify;

/** Why nothing is compared; the message is one sentence. */
public class VerificationRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of reason it is. */
    public enum Reason {
        /** This process has no such connector, flow or verification. */
        UNKNOWN,
        /** What is asked for can't be compared. */
        BAD_REQUEST,
        /** Another one is running. */
        CONFLICT,
        /** The source doesn't answer. */
        UNAVAILABLE
    }

    private final Reason reason;

    VerificationRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
