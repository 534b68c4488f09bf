package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads rows of a sink again and again, as its users would, and remembers every state that it saw of each. */
final class SinkReader implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** A server shows a write before it has it on disk and acknowledges it; what it showed just before a kill may come again. */
    private static final Duration UNSURE = Duration.ofSeconds(2);

    private final List<LoadRow> rows;
    private final Callable<List<JsonNode>> read;
    private final List<Deque<Sighting>> seen;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> reading;
    private long reads;

    /** @param since when it was seen first, {@link System#nanoTime} */
    private record Sighting(int version, long since) {}

    /** @param read reads all rows, in their order, null for each that isn't there; may fail while the sink is away */
    SinkReader(List<LoadRow> rows, Callable<List<JsonNode>> read) {
        this.rows = rows;
        this.read = read;
        this.seen = Stream.generate(() -> (Deque<Sighting>) new ArrayDeque<Sighting>())
                .limit(rows.size())
                .toList();
        reading = thread.scheduleWithFixedDelay(this::readAll, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void readAll() {
        List<JsonNode> shown;
        try {
            shown = read.call();
        } catch (Exception e) {
            long unsure = System.nanoTime() - UNSURE.toNanos();
            seen.forEach(row -> row.removeIf(sighting -> sighting.since - unsure > 0));
            return;
        }
        long now = System.nanoTime();
        for (int i = 0; i < shown.size(); i++) {
            int version = rows.get(i).version(shown.get(i));
            Deque<Sighting> row = seen.get(i);
            if (row.isEmpty() || row.getLast().version != version) {
                row.add(new Sighting(version, now));
            }
        }
        reads += shown.size();
    }

    /** Ends the reading. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(1, TimeUnit.MINUTES) || !reading.isCancelled()) {
            throw new IllegalStateException("The reader doesn't end, or ended by itself");
        }
    }

    /** How many rows it read, each time counted; once it is closed. */
    long reads() {
        return reads;
    }

    /** How many states it saw that differ from the one before; once it is closed. */
    long states() {
        return seen.stream().mapToLong(Deque::size).sum();
    }

    /**
     * Counts how often it saw a row in a state that lies before one that it had seen, or that never was; once it is closed.
     *
     * @param histories what was done to each row by its entry, as {@link HistoryWriter#end} tells it
     */
    long regressions(Map<String, List<String>> histories) {
        long regressions = 0;
        for (int i = 0; i < rows.size(); i++) {
            regressions += regressions(histories.getOrDefault(rows.get(i).entry(), List.of()), seen.get(i));
        }
        return regressions;
    }

    private static long regressions(List<String> changes, Deque<Sighting> sightings) {
        long regressions = 0;
        // After how many changes, at the earliest, the row was as it was seen.
        int earliest = 0;
        for (Sighting sighting : sightings) {
            int place = earliest;
            while (place <= changes.size() && versionAfter(place, changes) != sighting.version) {
                place++;
            }
            if (place > changes.size()) {
                regressions++;
            } else {
                earliest = place;
            }
        }
        return regressions;
    }

    private static int versionAfter(int count, List<String> changes) {
        String last = count == 0 ? "d" : changes.get(count - 1);
        return last.equals("d") ? LoadRow.GONE : Integer.parseInt(last.substring(1));
    }
}
