package org.opendatagov.cdc.verify;

import java.util.concurrent.TimeUnit;

/** Bounds how many rows are read a second. For one thread. */
final class Pace {

    private final int perSecond;
    private final Cancellation cancellation;
    private long next = System.nanoTime();

    Pace(int perSecond, Cancellation cancellation) {
        this.perSecond = perSecond;
        this.cancellation = cancellation;
    }

    /** To be called before so many rows are read: waits until those before them are a matter of the past. */
    void await(int rows) throws InterruptedException {
        cancellation.check();
        long now = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - now));
        next = Math.max(next, now) + TimeUnit.SECONDS.toNanos(rows) / perSecond;
    }
}
