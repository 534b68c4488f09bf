package org.opendatagov.cdc.bench.deliver;

import java.util.Comparator;
import java.util.List;

/**
 * What one delivery showed. The first events warm all processes up, those behind them are what counts.
 *
 * @param begin when the first events had been delivered
 * @param middle when those that warm up had been
 * @param end when all had been
 * @param differences rows that weren't in the sink as they are in the table, or not only there
 */
record Result(Contender contender, Sample begin, Sample middle, Sample end, int differences) {

    /** Events a second of those that count. */
    double rate() {
        return middle.rate(end);
    }

    /** The one of several rounds whose rate lies in the middle, the lower of two. */
    static Result median(List<Result> rounds) {
        List<Result> byRate =
                rounds.stream().sorted(Comparator.comparingDouble(Result::rate)).toList();
        return byRate.get((byRate.size() - 1) / 2);
    }
}
