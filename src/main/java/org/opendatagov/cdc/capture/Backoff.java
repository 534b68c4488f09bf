package org.opendatagov.cdc.capture;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing delays between tries: doubled each time up to a bound, with jitter, and reset by success. */
class Backoff {

    private final long initialMillis;
    private final long maxMillis;
    private long nextMillis;

    Backoff(Duration initial, Duration max) {
        this.initialMillis = initial.toMillis();
        this.maxMillis = max.toMillis();
        this.nextMillis = initialMillis;
    }

    /** The next delay: between half and the whole of the present step. */
    Duration next() {
        long step = nextMillis;
        nextMillis = Math.min(maxMillis, step * 2);
        return Duration.ofMillis(step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1));
    }

    void reset() {
        nextMillis = initialMillis;
    }
}
