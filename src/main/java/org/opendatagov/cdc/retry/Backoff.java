package org.opendatagov.cdc.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waiting times that double from try to try up to a bound, each shortened by up to a half so that replicas don't try in step. */
public final class Backoff {

    private final long initial;
    private final long max;
    private final RandomGenerator random;
    private long current;

    /**
     * @param initial the longest wait before the second try
     * @param max the longest wait of all
     */
    public Backoff(Duration initial, Duration max) {
        this(initial, max, RandomGenerator.getDefault());
    }

    Backoff(Duration initial, Duration max, RandomGenerator random) {
        this.initial = initial.toMillis();
        this.max = max.toMillis();
        this.random = random;
        reset();
    }

    /** How long to wait before the next try. */
    public Duration next() {
        long delay = current;
        current = Math.min(max, current * 2);
        return Duration.ofMillis(delay - random.nextLong(delay / 2 + 1));
    }

    /** Begins anew: what was tried has succeeded. */
    public void reset() {
        current = Math.min(initial, max);
    }
}
