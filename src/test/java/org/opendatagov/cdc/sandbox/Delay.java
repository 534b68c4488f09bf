package org.opendatagov.cdc.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measured delays in milliseconds. */
final class Delay {
    private final List<Long> measured = new ArrayList<>();
    private long begun;
    private boolean running;

    synchronized void begin() {
        begun = System.nanoTime();
        running = true;
    }

    synchronized void end() {
        measured.add(elapsed());
        running = false;
    }

    /** Forgets the present measurement. */
    synchronized void cancel() {
        running = false;
    }

    synchronized boolean isRunning() {
        return running;
    }

    /** The last one, or what has passed since the present one began if that is more already; -1 before the first. */
    synchronized long present() {
        long last = measured.isEmpty() ? -1 : measured.get(measured.size() - 1);
        return running ? Math.max(last, elapsed()) : last;
    }

    /** The median and what 99 of 100 stay within. */
    synchronized String summary() {
        if (measured.isEmpty()) {
            return "not measured";
        }
        List<Long> sorted = new ArrayList<>(measured);
        Collections.sort(sorted);
        return "%d ms (99 %% within %d ms)".formatted(quantile(sorted, 0.5), quantile(sorted, 0.99));
    }

    private static long quantile(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * (sorted.size() - 1)));
    }

    private long elapsed() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
