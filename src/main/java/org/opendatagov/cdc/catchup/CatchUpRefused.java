package org.opendatagov.cdc.catchup;

/** Why a wait has ended without its end having come; the message is one sentence. */
public class CatchUpRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of reason it is. */
    public enum Reason {
        /** This process has no such connector or flow. */
        UNKNOWN,
        /** The source hasn't come to the LSN itself. */
        BEYOND,
        /** Too many wait already. */
        BUSY,
        /** It hasn't come in time. */
        TIMEOUT
    }

    private final Reason reason;

    CatchUpRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
