package org.opendatagov.cdc.topics;

/** Topics can't be made or looked at; the message is one sentence that says which, why, and the mend. */
public class TopicProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
