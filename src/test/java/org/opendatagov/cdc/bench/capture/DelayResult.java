package org.opendatagov.cdc.bench.capture;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Delays from commit to a consumer.
 *
 * @param pollMillis {@code poll.interval.ms}, or empty for the one that it comes with
 * @param median milliseconds that half of the changes took at most
 * @param p99 milliseconds that 99 of 100 changes took at most
 * @param longest milliseconds of the slowest change
 * @param cpu the share of one core that the contender used
 * @param lost changes that never came
 */
record DelayResult(
        Contender contender, OptionalInt pollMillis, double median, double p99, double longest, double cpu, int lost) {

    static DelayResult of(Contender contender, OptionalInt pollMillis, long[] sortedNanos, double cpu, int lost) {
        return new DelayResult(
                contender,
                pollMillis,
                percentile(sortedNanos, 0.5),
                percentile(sortedNanos, 0.99),
                percentile(sortedNanos, 1),
                cpu,
                lost);
    }

    /** Milliseconds that a share of the sorted delays took at most. */
    static double percentile(long[] sortedNanos, double share) {
        int rank = (int) Math.ceil(share * sortedNanos.length);
        return sortedNanos[rank - 1] / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
