package org.opendatagov.cdc.bench.capture;

import java.util.Comparator;
import java.util.List;

/**
 * What one drain showed.
 *
 * @param rate events a second from the first event to the last
 * @param laterRate events a second from the event in the middle to the last
 * @param captureCpu CPU microseconds an event of the contender, from the start of its process to the last event
 * @param laterCaptureCpu the same for the second half of the events
 * @param postgresCpu CPU microseconds an event of PostgreSQL
 * @param kafkaCpu CPU microseconds an event of the broker
 * @param toFirst seconds from the start of the process to the first event in Kafka
 * @param toLast seconds from the start of the process to the last event in Kafka
 * @param peakBytes the most memory that the process had at once
 * @param lost events that never came
 * @param repeated events that came more than once
 */
record DrainResult(
        Contender contender,
        double rate,
        double laterRate,
        double captureCpu,
        double laterCaptureCpu,
        double postgresCpu,
        double kafkaCpu,
        double toFirst,
        double toLast,
        long peakBytes,
        int lost,
        long repeated) {

    /** The first sample is one from before the start. */
    static DrainResult of(
            Contender contender, Arrivals arrivals, long startMillis, List<CpuSample> samples, long peakBytes) {
        int count = arrivals.count();
        int half = count / 2;
        long first = arrivals.timeOf(1);
        long middle = arrivals.timeOf(count - half);
        long last = arrivals.timeOf(count);
        CpuSample before = samples.get(0);
        CpuSample atMiddle = CpuSample.at(samples, middle);
        CpuSample atLast = CpuSample.at(samples, last);
        return new DrainResult(
                contender,
                count / Drain.seconds(first, last),
                half / Drain.seconds(middle, last),
                atLast.capture() / (double) count,
                (atLast.capture() - atMiddle.capture()) / (double) half,
                (atLast.postgres() - before.postgres()) / (double) count,
                (atLast.kafka() - before.kafka()) / (double) count,
                Drain.seconds(startMillis, first),
                Drain.seconds(startMillis, last),
                peakBytes,
                arrivals.lost(),
                arrivals.repeated());
    }

    /** The one of several rounds whose rate lies in the middle, the lower of two. */
    static DrainResult median(List<DrainResult> rounds) {
        List<DrainResult> byRate = rounds.stream()
                .sorted(Comparator.comparingDouble(DrainResult::rate))
                .toList();
        return byRate.get((byRate.size() - 1) / 2);
    }
}
