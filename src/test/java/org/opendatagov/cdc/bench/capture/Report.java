package org.opendatagov.cdc.bench.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendatagov.cdc.bench.Markdown;

/** The results as tables in Markdown. */
final class Report {
    private static final double MIB = 1024 * 1024;
    private static final List<String> DRAIN_COLUMNS = List.of(
            "events/s",
            "second half",
            "CPU µs an event",
            "second half",
            "PostgreSQL's",
            "broker's",
            "first event after",
            "last after",
            "peak memory",
            "lost",
            "repeated");
    private static final List<String> DELAY_COLUMNS =
            List.of("poll.interval.ms", "p50", "p99", "longest", "CPU of one core", "lost");

    private final Map<Contender, List<DrainResult>> drains = new LinkedHashMap<>();
    private final List<DelayResult> delays = new ArrayList<>();

    void add(DrainResult drain) {
        drains.computeIfAbsent(drain.contender(), contender -> new ArrayList<>())
                .add(drain);
    }

    void add(DelayResult delay) {
        delays.add(delay);
    }

    /** Events that never came, in all runs. */
    long lost() {
        return drains.values().stream()
                        .flatMap(List::stream)
                        .mapToLong(DrainResult::lost)
                        .sum()
                + delays.stream().mapToLong(DelayResult::lost).sum();
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        if (!drains.isEmpty()) {
            text.append("### Draining, the median round of each\n\n");
            text.append(Markdown.header("", DRAIN_COLUMNS));
            drains.forEach((contender, rounds) -> row(text, contender.title(), DrainResult.median(rounds)));
            text.append("\n### Every round\n\n");
            text.append(Markdown.header("", DRAIN_COLUMNS));
            drains.forEach((contender, rounds) -> {
                for (int i = 0; i < rounds.size(); i++) {
                    row(text, contender.title() + ", round " + (i + 1), rounds.get(i));
                }
            });
        }
        if (!delays.isEmpty()) {
            text.append("\n### From commit to a consumer, at 100 changes a second\n\n");
            text.append(Markdown.header("", DELAY_COLUMNS));
            delays.forEach(delay -> row(text, delay));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String title, DrainResult drain) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %.1f | %.1f | %.1f | %.1f | %.1f s | %.1f s | %.0f MiB | %d | %d |%n",
                title,
                drain.rate(),
                drain.laterRate(),
                drain.captureCpu(),
                drain.laterCaptureCpu(),
                drain.postgresCpu(),
                drain.kafkaCpu(),
                drain.toFirst(),
                drain.toLast(),
                drain.peakBytes() / MIB,
                drain.lost(),
                drain.repeated()));
    }

    private static void row(StringBuilder text, DelayResult delay) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.1f ms | %.1f ms | %.1f ms | %.1f %% | %d |%n",
                delay.contender().title(),
                delay.pollMillis().isPresent()
                        ? Integer.toString(delay.pollMillis().getAsInt())
                        : "as it comes",
                delay.median(),
                delay.p99(),
                delay.longest(),
                delay.cpu() * 100,
                delay.lost()));
    }
}
