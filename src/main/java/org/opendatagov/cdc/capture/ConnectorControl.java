package org.opendatagov.cdc.capture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What others ask of the thread that runs a connector, and where that thread waits. */
class ConnectorControl {

    private boolean ended;
    private boolean restarted;

    /** Ends the connector, for good. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Ends the present run, if there is one, and begins the next at once. */
    synchronized void restart() {
        restarted = true;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** A new run begins: what was asked before is fulfilled by it. */
    synchronized void beginRun() {
        restarted = false;
    }

    /**
     * Waits.
     *
     * @return whether the present run is to end, at once or before the time is over
     */
    synchronized boolean await(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (!ended && !restarted) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
