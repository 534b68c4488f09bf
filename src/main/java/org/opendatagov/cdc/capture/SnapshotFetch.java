package org.opendatagov.cdc.capture;

import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.engine.EngineSettings;

/**
 * How many rows a snapshot reads at a time. The driver keeps what it fetches at once in memory, and is told how many rows, not how many
 * bytes. So it gets a bound in bytes, a quarter of the heap for all threads together, beyond which it refuses to go on; the next run then
 * reads fewer rows at a time, in the end one by one. For one connector; what one run has learned holds for the next.
 *
 * <p>The bound is the driver's {@code maxResultBuffer}, the rows are Debezium's {@code snapshot.fetch.size} and {@code
 * incremental.snapshot.chunk.size}.
 */
class SnapshotFetch {

    private static final String BOUND = "maxResultBuffer";
    private static final int FEWER = 32;

    private final long maxBytes;
    private int divisor = 1;
    private boolean oneByOne;
    private long bound;

    SnapshotFetch() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    /** With another bound in bytes. */
    SnapshotFetch(long maxBytes) {
        this.maxBytes = maxBytes;
        this.bound = maxBytes;
    }

    /**
     * Adds the bounds to the engine's settings. Those in bytes only where the run may begin with a snapshot: Debezium gives a table up of
     * which a snapshot on demand can't read a part, and is bounded by its number of rows.
     *
     * @param stored the offset with which the run starts, or null when there is none
     */
    void apply(Properties settings, Map<String, Object> stored) {
        bound = maxBytes / EngineSettings.threads(settings);
        boolean streams = stored != null
                && !stored.containsKey("snapshot")
                && settings.getProperty("snapshot.mode", "initial").startsWith("initial");
        if (!streams) {
            settings.putIfAbsent("driver." + BOUND, String.valueOf(bound));
        }
        int snapshot = reduce(settings, "snapshot.fetch.size", 10_240);
        int onDemand = reduce(settings, "incremental.snapshot.chunk.size", 1_024);
        oneByOne = snapshot == 1 && onDemand == 1;
    }

    private int reduce(Properties settings, String name, int byDefault) {
        int rows = Math.max(1, Integer.parseInt(settings.getProperty(name, String.valueOf(byDefault))) / divisor);
        settings.setProperty(name, String.valueOf(rows));
        return rows;
    }

    /**
     * Learns from the end of a run.
     *
     * @return what to say of it: the problem itself, unless even a single row is too large
     */
    CaptureProblem after(CaptureProblem problem) {
        if (!isExceeded(problem)) {
            return problem;
        }
        if (oneByOne) {
            return new CaptureProblem(
                    "a row is larger than " + (bound == maxBytes ? "" : "a thread's share of ")
                            + "a quarter of the heap, " + bound / (1 << 20)
                            + " MiB, as the snapshot reads it; give the process more memory (-Xmx in JAVA_OPTS)",
                    problem);
        }
        divisor *= FEWER;
        return problem;
    }

    /**
     * Whether a failure says that the rows that were read at a time were too large together. The driver closes the connection then, so
     * Debezium fails again when it ends the snapshot, and keeps the reason as a suppressed exception.
     */
    static boolean isExceeded(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException
                    && String.valueOf(cause.getMessage()).contains(BOUND)) {
                return true;
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                if (isExceeded(suppressed)) {
                    return true;
                }
            }
        }
        return false;
    }
}
