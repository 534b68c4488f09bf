package org.opendatagov.cdc.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.opendatagov.cdc.sandbox.comparison.Comparison;
import org.opendatagov.cdc.sandbox.comparison.Difference;

/**
 * How a bounded run ended.
 *
 * @param notifications how many came, repetitions included
 */
record Verdict(int tables, long rows, List<Difference> differences, int notifications) {
    private static final int SHOWN = 20;

    static Verdict of(Comparison comparison, ReceivedNotifications received, ExpectedNotifications expected) {
        List<Difference> all = new ArrayList<>(comparison.differences());
        all.addAll(received.differences(expected));
        return new Verdict(comparison.tables(), comparison.rows(), all, received.count());
    }

    boolean isGood() {
        return differences.isEmpty();
    }

    int exitCode() {
        return isGood() ? 0 : 1;
    }

    @Override
    public String toString() {
        String compared =
                "%s: %d tables, %d rows compared with Redis and Elasticsearch, %d differences; %d notifications%s"
                        .formatted(
                                isGood() ? "OK" : "DIFFERENT",
                                tables,
                                rows,
                                differences.size(),
                                notifications,
                                isGood() ? ", all signed" : "");
        if (isGood()) {
            return compared;
        }
        String shown = differences.stream().limit(SHOWN).map(d -> "  " + d).collect(Collectors.joining("\n"));
        return compared + "\n" + shown
                + (differences.size() > SHOWN ? "\n  and " + (differences.size() - SHOWN) + " more" : "");
    }
}
