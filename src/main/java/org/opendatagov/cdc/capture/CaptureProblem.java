package org.opendatagov.cdc.capture;

/** Why a source can't be captured now; the message is one sentence that says what is wrong, where, and the mend. */
class CaptureProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CaptureProblem(String message) {
        super(message);
    }

    CaptureProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
