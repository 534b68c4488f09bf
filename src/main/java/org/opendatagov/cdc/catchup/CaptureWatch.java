package org.opendatagov.cdc.catchup;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.opendatagov.cdc.capture.CapturedPosition;
import org.opendatagov.cdc.catchup.CatchUpRefused.Reason;
import org.postgresql.replication.LogSequenceNumber;

/** Waits until the events of all that was committed up to an LSN are in Kafka. */
final class CaptureWatch implements Watch.Subject<CaptureWatch.Wait> {

    /** How long one look takes at most. */
    private static final Duration LOOK = Duration.ofMillis(10);

    /** The slot may be made only after a message was written, and then never sees it. */
    private static final Duration NEXT_PUSH = Duration.ofSeconds(1);

    /** Waits for one LSN. */
    static final class Wait extends CompletableFuture<Void> {
        private final LogSequenceNumber lsn;

        Wait(LogSequenceNumber lsn) {
            this.lsn = lsn;
        }
    }

    private final CapturedPosition position;
    private final Watch<Wait> watch;
    private LogSequenceNumber pushed;
    private long lastPush;
    private volatile LogSequenceNumber reached;

    CaptureWatch(String connector, CapturedPosition position) {
        this.position = position;
        this.watch = new Watch<>("catch-up " + connector, this);
    }

    boolean isOf(CapturedPosition other) {
        return position == other;
    }

    Wait begin(LogSequenceNumber lsn) {
        Wait wait = new Wait(lsn);
        if (isAtOrBehind(lsn, reached)) {
            wait.complete(null);
        } else {
            watch.add(wait);
        }
        return wait;
    }

    /** How far it has come, or null when that isn't known. */
    LogSequenceNumber reached() {
        return reached;
    }

    /** Why nothing is known at present, one sentence, or null. */
    String obstacle() {
        return watch.obstacle();
    }

    void end() {
        watch.close();
    }

    @Override
    public void look(List<Wait> waiting) {
        LogSequenceNumber farthest = waiting.stream()
                .map(wait -> wait.lsn)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (!isAtOrBehind(farthest, reached)
                && (!isAtOrBehind(farthest, pushed) || System.nanoTime() - lastPush > NEXT_PUSH.toNanos())) {
            push(waiting);
        }
        reached = position.follow(LOOK);
        waiting.stream().filter(wait -> isAtOrBehind(wait.lsn, reached)).forEach(wait -> wait.complete(null));
    }

    private void push(List<Wait> waiting) {
        lastPush = System.nanoTime();
        pushed = position.push();
        if (pushed == null) {
            return;
        }
        for (Wait wait : waiting) {
            if (!isAtOrBehind(wait.lsn, pushed)) {
                wait.completeExceptionally(new CatchUpRefused(
                        Reason.BEYOND,
                        "LSN " + wait.lsn.asString() + " lies beyond the end of the WAL of " + position.source()
                                + ", which is before " + pushed.asString()
                                + "; take it there, by pg_current_wal_insert_lsn() after the commit"));
            }
        }
    }

    private static boolean isAtOrBehind(LogSequenceNumber lsn, LogSequenceNumber place) {
        return place != null && lsn.compareTo(place) <= 0;
    }

    @Override
    public void close() {
        position.close();
        reached = null;
        pushed = null;
    }
}
