package org.opendatagov.cdc.topics;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/** Topics can't be made or looked at; the message is one sentence that says which, why, and the mend. */
public class TopicProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether Kafka has refused it for want of a right. */
    public boolean isDenied() {
        return getCause() instanceof AuthorizationException;
    }

    /** Whether Kafka may get over it by itself. */
    public boolean passes() {
        return getCause() instanceof RetriableException || getCause() instanceof TimeoutException;
    }
}
