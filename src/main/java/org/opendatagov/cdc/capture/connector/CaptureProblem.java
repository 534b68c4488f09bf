package org.opendatagov.cdc.capture.connector;

/**
 * Why a source can't be captured now; the message is one sentence that says what is wrong, where, and the mend. Most problems
 * are a person's to mend; {@link Passing} are those that a server overcomes by itself.
 */
public class CaptureProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CaptureProblem(String message) {
        super(message);
    }

    public CaptureProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** A problem that goes away without anybody's help: a server that is away, starting, or busy. */
    public static class Passing extends CaptureProblem {

        private static final long serialVersionUID = 1L;

        public Passing(String message) {
            super(message);
        }

        public Passing(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
