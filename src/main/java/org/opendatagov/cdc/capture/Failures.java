package org.opendatagov.cdc.capture;

import java.sql.SQLException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.schemas.SchemaProblem;
import org.opendatagov.cdc.topics.TopicProblem;

/** Puts what goes wrong in a connector into words, and tells what a person has to mend from what passes by itself. */
class Failures {

    /** What Debezium says of an offset that the slot can't go on from. */
    private static final String GONE = "no longer available on the server";

    private Failures() {}

    /** Why a run has ended. */
    static CaptureProblem ended(Throwable failure, SourceDatabase database, OptionsPlace place) {
        CaptureProblem said = find(failure, CaptureProblem.class);
        if (said != null) {
            return said;
        }
        TopicProblem topic = find(failure, TopicProblem.class);
        if (topic != null) {
            return problem(topic.passes(), topic.getMessage(), topic);
        }
        SchemaProblem schema = find(failure, SchemaProblem.class);
        if (schema != null) {
            return problem(schema.passes(), schema.getMessage(), schema);
        }
        if (find(failure, ProducerFencedException.class) != null
                || find(failure, InvalidProducerEpochException.class) != null) {
            return new CaptureProblem.Passing("Kafka takes the events of another process by now, which leads", failure);
        }
        SQLException sql = find(failure, SQLException.class);
        if (sql == null && says(failure, GONE)) {
            return new CaptureProblem(
                    "the slot has left behind what the connector still has to read of " + database + "; "
                            + place.newSnapshot(),
                    failure);
        }
        if (SnapshotFetch.isExceeded(failure)) {
            return new CaptureProblem.Passing(
                    "rows of " + database + " are too large to be read as many at a time as snapshotFetchSize says; the"
                            + " snapshot is tried again with fewer",
                    failure);
        }
        return sql == null
                ? new CaptureProblem.Passing("capture failed: " + Causes.of(failure), failure)
                : database.problem(sql);
    }

    /** Why a batch hasn't been delivered. */
    static CaptureProblem undelivered(String route, int events, Exception failure) {
        if (failure instanceof TopicProblem topic) {
            return problem(topic.passes(), topic.getMessage(), topic);
        }
        String topic = failure instanceof UndeliveredException undelivered ? undelivered.topic() : null;
        RecordTooLargeException tooLarge = find(failure, RecordTooLargeException.class);
        if (tooLarge != null) {
            return new CaptureProblem(
                    "an event is larger than topic " + topic + " takes (" + Causes.of(tooLarge)
                            + "); raise the topic's max.message.bytes, and cdc.topics.max-message-bytes"
                            + " (CDC_TOPICS_MAX_MESSAGE_BYTES) with it; until then the connector stands still",
                    failure);
        }
        boolean refused = find(failure, AuthorizationException.class) != null
                || find(failure, AuthenticationException.class) != null
                || find(failure, IllegalArgumentException.class) != null;
        return problem(
                !refused,
                "the route " + route + " doesn't take a batch of " + events + " events"
                        + (topic == null ? "" : ", the first of them for topic " + topic) + ": "
                        + Causes.of(failure),
                failure);
    }

    /** Debezium says it behind the whole offset. */
    private static boolean says(Throwable failure, String words) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }

    private static CaptureProblem problem(boolean passes, String message, Throwable cause) {
        return passes ? new CaptureProblem.Passing(message, cause) : new CaptureProblem(message, cause);
    }

    /** The first cause of a kind, or null. */
    static <T extends Throwable> T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
