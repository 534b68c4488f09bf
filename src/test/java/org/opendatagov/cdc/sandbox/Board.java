package org.opendatagov.cdc.sandbox;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the terminal shows: a board that is drawn anew in its place, or, where that can't be, a line now and then. */
final class Board {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String ROW = "%-22s %9s %9s %9s %14s %9s";
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean live;
    private final boolean coloured;
    private int drawn;
    private long lastLine;

    /**
     * @param live whether the terminal can draw in place
     * @param coloured whether it may be coloured
     */
    Board(PrintStream out, boolean live, boolean coloured) {
        this.out = out;
        this.live = live;
        this.coloured = coloured;
        this.lastLine = System.nanoTime() - LINE_EVERY.toNanos();
    }

    /** Prints a line that stays. */
    synchronized void say(String line) {
        leave();
        out.println(line);
        out.flush();
    }

    /** Shows how things are. */
    synchronized void show(String title, Counts counts, DelayProbe delay) {
        if (live) {
            draw(lines(title, counts, delay));
        } else if (System.nanoTime() - lastLine >= LINE_EVERY.toNanos()) {
            lastLine = System.nanoTime();
            out.println(line(title, counts, delay));
            out.flush();
        }
    }

    /** Leaves the board as it is and puts the cursor below it. */
    synchronized void leave() {
        if (drawn > 0) {
            out.print(SHOW_CURSOR);
            out.flush();
            drawn = 0;
        }
    }

    private void draw(List<String> lines) {
        StringBuilder frame = new StringBuilder(drawn > 0 ? "\u001b[" + drawn + "A\r" : HIDE_CURSOR);
        lines.forEach(line -> frame.append(line).append(CLEAR_LINE).append('\n'));
        out.print(frame.append(CLEAR_BELOW));
        out.flush();
        drawn = lines.size();
    }

    private List<String> lines(String title, Counts counts, DelayProbe delay) {
        List<String> lines = new ArrayList<>();
        lines.add(styled("1", title));
        lines.add(styled("2", ROW.formatted("table", "source", "topic", "Redis", "Elasticsearch", "notified")));
        for (Counts.Table table : counts.tables()) {
            lines.add(
                    row(table.name(), table.source(), table.topic(), table.cache(), table.search(), table.notified()));
        }
        lines.add(row(
                "all",
                counts.sum(Counts.Table::source),
                counts.sum(Counts.Table::topic),
                counts.sum(Counts.Table::cache),
                counts.sum(Counts.Table::search),
                counts.sum(Counts.Table::notified)));
        for (String connector : counts.connectors()) {
            lines.add(styled(connector.endsWith(" STREAMING") ? "32" : "33", connector));
        }
        lines.add("delay from commit: Redis %s, Elasticsearch %s"
                .formatted(millis(delay.cache()), millis(delay.search())));
        return lines;
    }

    private static String row(String name, long source, long topic, long cache, long search, long notified) {
        return ROW.formatted(
                name,
                number(source),
                number(topic),
                number(cache),
                number(search),
                notified < 0 ? "" : number(notified));
    }

    private static String line(String title, Counts counts, DelayProbe delay) {
        return "%s; source %s rows, topics %s records, Redis %s entries, Elasticsearch %s documents, %s notifications; delay to Redis %s, to Elasticsearch %s; %s"
                .formatted(
                        title,
                        number(counts.sum(Counts.Table::source)),
                        number(counts.sum(Counts.Table::topic)),
                        number(counts.sum(Counts.Table::cache)),
                        number(counts.sum(Counts.Table::search)),
                        number(counts.sum(Counts.Table::notified)),
                        millis(delay.cache()),
                        millis(delay.search()),
                        counts.connectors().stream().collect(Collectors.joining(", ")));
    }

    private String styled(String style, String text) {
        return coloured ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String millis(Delay delay) {
        return delay.present() < 0 ? "not known yet" : number(delay.present()) + " ms";
    }
}
