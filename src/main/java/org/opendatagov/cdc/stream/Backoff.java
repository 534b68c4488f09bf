package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waiting times that double from try to try up to a bound, each shortened by up to a half so that replicas don't try in step. */
final class Backoff {

    private final long initial;
    private final long max;
    private final RandomGenerator random;
    private long current;

    Backoff(Duration initial, Duration max, RandomGenerator random) {
        this.initial = initial.toMillis();
        this.max = max.toMillis();
        this.random = random;
        reset();
    }

    /** The waiting times that an endpoint asks for. */
    static Backoff of(StreamSettings settings) {
        return new Backoff(settings.backoffInitial(), settings.backoffMax(), RandomGenerator.getDefault());
    }

    /** How long to wait before the next try. */
    Duration next() {
        long delay = current;
        current = Math.min(max, current * 2);
        return Duration.ofMillis(delay - random.nextLong(delay / 2 + 1));
    }

    void reset() {
        current = Math.min(initial, max);
    }
}
