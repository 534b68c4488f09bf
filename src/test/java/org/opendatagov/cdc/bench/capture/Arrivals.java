package org.opendatagov.cdc.bench.capture;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Which events a topic holds, and when they were appended. */
final class Arrivals {
    private final int expected;
    private final BitSet seen;
    private final TreeMap<Long, Integer> countsByMillis = new TreeMap<>();
    private long repeated;

    Arrivals(int expected) {
        this.expected = expected;
        this.seen = new BitSet(expected);
    }

    /** Counts an event for row 0 to expected - 1, with the time at which it was appended. */
    void add(long row, long millis) {
        if (row < 0 || row >= expected) {
            throw new IllegalStateException("An event of row " + row + ", which nobody has written");
        }
        if (seen.get((int) row)) {
            repeated++;
            return;
        }
        seen.set((int) row);
        countsByMillis.merge(millis, 1, Integer::sum);
    }

    /** Rows without an event. */
    int lost() {
        return expected - seen.cardinality();
    }

    /** Events beyond the first of each row. */
    long repeated() {
        return repeated;
    }

    /** When the event came that completed a number of different ones, in milliseconds since 1970. */
    long timeOf(int count) {
        int sum = 0;
        for (Map.Entry<Long, Integer> millis : countsByMillis.entrySet()) {
            sum += millis.getValue();
            if (sum >= count) {
                return millis.getKey();
            }
        }
        throw new IllegalStateException("Only " + sum + " of " + count + " events arrived");
    }

    /** How many different events came. */
    int count() {
        return seen.cardinality();
    }
}
