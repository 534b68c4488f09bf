package org.opendatagov.cdc.bench.deliver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendatagov.cdc.bench.Markdown;

/** The results as tables in Markdown, one a sink. The service's share of what the server itself can take stands beside that. */
final class Report {
    private static final List<String> COLUMNS = List.of(
            "events/s",
            "warm-up",
            "the service reaches",
            "CPU µs an event",
            "warm-up",
            "server's",
            "broker's",
            "differences");

    private final Map<String, Map<Contender, List<Result>>> sinks = new LinkedHashMap<>();

    void add(Result result) {
        sinks.computeIfAbsent(result.contender().sink().title(), sink -> new LinkedHashMap<>())
                .computeIfAbsent(result.contender(), contender -> new ArrayList<>())
                .add(result);
    }

    /** Rows that weren't as they should have been, in all runs. */
    long differences() {
        return sinks.values().stream()
                .flatMap(contenders -> contenders.values().stream())
                .flatMap(List::stream)
                .mapToLong(Result::differences)
                .sum();
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        sinks.forEach((sink, contenders) -> {
            text.append("### ").append(sink).append(", the median round of each\n\n");
            text.append(Markdown.header("", COLUMNS));
            Result service = service(contenders);
            contenders.forEach((contender, rounds) -> row(text, contender.title(), Result.median(rounds), service));
            text.append("\n### ").append(sink).append(", every round\n\n");
            text.append(Markdown.header("", COLUMNS));
            contenders.forEach((contender, rounds) -> {
                for (int i = 0; i < rounds.size(); i++) {
                    row(text, contender.title() + ", round " + (i + 1), rounds.get(i), null);
                }
            });
            text.append('\n');
        });
        return text.toString();
    }

    /** The service's median round, or null when it didn't take part. */
    private static Result service(Map<Contender, List<Result>> contenders) {
        return contenders.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof ServiceContender)
                .map(entry -> Result.median(entry.getValue()))
                .findFirst()
                .orElse(null);
    }

    private static void row(StringBuilder text, String title, Result result, Result service) {
        boolean limit = service != null && !(result.contender() instanceof ServiceContender);
        text.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %s | %.1f | %.1f | %.1f | %.1f | %d |%n",
                title,
                result.rate(),
                result.begin().rate(result.middle()),
                limit ? String.format(Locale.ROOT, "%.0f %%", 100 * service.rate() / result.rate()) : "",
                result.middle().contenderCpu(result.end()),
                result.begin().contenderCpu(result.middle()),
                result.middle().sinkCpu(result.end()),
                result.middle().kafkaCpu(result.end()),
                result.differences()));
    }
}
