package org.opendatagov.cdc.catchup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.retry.Causes;

/**
 * Looks again and again for all who wait for the same thing to move, in a thread of its own. The thread lives while somebody
 * waits, and a while longer, so that the next one needn't connect anew.
 *
 * @param <W> what each of them waits for
 */
final class Watch<W extends CompletableFuture<Void>> implements AutoCloseable {

    /** What is looked at. Used by one thread at a time. */
    interface Subject<W> extends AutoCloseable {

        /** Looks once, which takes some milliseconds, and completes those waits that are over. */
        void look(List<W> waiting) throws InterruptedException;

        /** Closes its connections; the next look opens new ones. */
        @Override
        void close();
    }

    private static final Logger LOG = Logger.getLogger(Watch.class);
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String name;
    private final Subject<W> subject;
    private final List<W> waiting = new ArrayList<>();
    private Thread thread;
    private volatile String obstacle;

    Watch(String name, Subject<W> subject) {
        this.name = name;
        this.subject = subject;
    }

    /** Completes it when its time has come. Who no longer waits completes it himself. */
    synchronized void add(W wait) {
        waiting.add(wait);
        if (thread == null) {
            thread = new Thread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    /** Why the last look failed, one sentence, or null. */
    String obstacle() {
        return obstacle;
    }

    private void run() {
        try {
            for (List<W> now = next(); !now.isEmpty(); now = next()) {
                look(now);
            }
        } catch (InterruptedException e) {
            LOG.debugf("%s ends", name);
        } finally {
            end(Thread.currentThread());
        }
    }

    private synchronized void end(Thread ended) {
        if (thread == ended) {
            subject.close();
            thread = null;
        }
    }

    /** Those who wait; none when nobody has done so for a while, and the thread is to end. */
    private synchronized List<W> next() throws InterruptedException {
        long end = System.nanoTime() + KEEP.toNanos();
        waiting.removeIf(CompletableFuture::isDone);
        while (waiting.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                // Under the same lock as the look at the list: who comes now needs another thread.
                end(thread);
                return List.of();
            }
            wait(left);
        }
        return List.copyOf(waiting);
    }

    private void look(List<W> now) throws InterruptedException {
        try {
            subject.look(now);
            obstacle = null;
        } catch (RuntimeException e) {
            LOG.debugf(e, "%s failed", name);
            obstacle = Causes.of(e);
            subject.close();
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
