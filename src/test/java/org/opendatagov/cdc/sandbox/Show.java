package org.opendatagov.cdc.sandbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.opendatagov.cdc.servers.CdcService;

/** Shows the board while something goes on, and watches that nothing has failed. */
final class Show {
    private static final long REDRAW = TimeUnit.SECONDS.toMillis(1);

    private final Board board;
    private final Options options;
    private final Workload workload;
    private final DelayProbe delay;
    private final CountsReader counts;
    private final CdcService service;
    private final long start = System.nanoTime();
    private long lastTime = start;
    private long lastChanges;

    Show(Board board, Options options, Workload workload, DelayProbe delay, CountsReader counts, CdcService service) {
        this.board = board;
        this.options = options;
        this.workload = workload;
        this.delay = delay;
        this.counts = counts;
        this.service = service;
        this.lastChanges = workload.committed();
    }

    /**
     * Shows the board until something is so, at least once and at most for a time.
     *
     * @param phase what goes on, in a word
     * @throws IllegalStateException when the service, the workload or a server has failed
     */
    void until(String phase, Duration atMost, BooleanSupplier end) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean ended;
        do {
            long drawn = System.nanoTime();
            check();
            ended = end.getAsBoolean();
            board.show(title(phase), counts.read(), delay);
            long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - drawn);
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            // Counting may cost no more than half of the time.
            Thread.sleep(ended ? 0 : Math.max(0, Math.min(left, Math.max(spent, REDRAW - spent))));
        } while (!ended && System.nanoTime() < deadline);
    }

    private void check() {
        workload.check();
        delay.check();
        if (!service.isAlive()) {
            // It fails, and says how the log ends.
            service.awaitReady(Duration.ofSeconds(1));
        }
    }

    private String title(String phase) {
        long now = System.nanoTime();
        long changes = workload.committed();
        double seconds = (now - lastTime) / 1e9;
        long rate = Math.round((changes - lastChanges) / Math.max(0.001, seconds));
        lastTime = now;
        lastChanges = changes;
        long total = TimeUnit.NANOSECONDS.toSeconds(now - start);
        return "OpenDataGov CDC sandbox, %s, %d:%02d, seed %d, %s changes/s, %s changes"
                .formatted(phase, total / 60, total % 60, options.seed(), Board.number(rate), Board.number(changes));
    }
}
