package org.opendatagov.cdc.retry;

import java.io.IOException;
import java.time.Duration;

/** A failure after which the other side asked to be left alone for a while. */
public class TryLaterException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /**
     * @param message what failed, one sentence
     * @param pause how long to wait at least before the next try
     */
    public TryLaterException(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    /** How long to wait at least after a failure: zero when nobody asked for it. */
    public static Duration pauseAfter(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof TryLaterException later) {
                return later.pause;
            }
        }
        return Duration.ZERO;
    }
}
