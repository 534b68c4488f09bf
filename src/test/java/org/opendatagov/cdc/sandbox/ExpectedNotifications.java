package org.opendatagov.cdc.sandbox;

import java.util.HashMap;
import java.util.Map;

/**
 * Which notifications the workload has given cause for. Until {@link #begin()} nobody can tell whether a change is part of the
 * snapshot, which notifies nobody, or of the stream: then a notification may come or not.
 */
final class ExpectedNotifications {

    /**
     * How many notifications one row has to give.
     *
     * @param least how many must come
     * @param most how many may come, repetitions of the same one not counted
     */
    record Bounds(int least, int most) {
        static final Bounds NONE = new Bounds(0, 0);
    }

    private final Map<Workflow, Map<String, Bounds>> numbers = new HashMap<>();
    private boolean certain;

    /** From now on every change is streamed. */
    synchronized void begin() {
        certain = true;
    }

    /** Counts a change of a row. */
    synchronized void add(Workflow workflow, String key) {
        Bounds one = new Bounds(certain ? 1 : 0, 1);
        numbers.computeIfAbsent(workflow, w -> new HashMap<>())
                .merge(key, one, (a, b) -> new Bounds(a.least() + b.least(), a.most() + b.most()));
    }

    /** The numbers by the rows' keys. */
    synchronized Map<String, Bounds> of(Workflow workflow) {
        return Map.copyOf(numbers.getOrDefault(workflow, Map.of()));
    }
}
