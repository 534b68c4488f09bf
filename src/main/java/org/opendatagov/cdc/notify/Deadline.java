package org.opendatagov.cdc.notify;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a notification is tried. It counts from when the change came to Kafka, so that a restart doesn't begin anew; but after a
 * long outage each notification is still tried for a while, since the endpoint may just be coming back. Used by one thread at a
 * time, for one notification after the other.
 */
final class Deadline {

    /** How long a notification is tried however old it is, unless the deadline is shorter. */
    static final Duration LEAST = Duration.ofMinutes(1);

    private final Duration limit;
    private final Duration least;
    private String tried = "";
    private Instant since = Instant.EPOCH;

    Deadline(Duration limit) {
        this.limit = limit;
        this.least = limit.compareTo(LEAST) < 0 ? limit : LEAST;
    }

    /**
     * Whether a notification that has just failed is given up.
     *
     * @param id which notification
     * @param written when its change came to Kafka
     */
    boolean isOver(String id, Instant written, Instant now) {
        if (!id.equals(tried)) {
            tried = id;
            since = now;
        }
        return !now.isBefore(written.plus(limit)) && !now.isBefore(since.plus(least));
    }
}
