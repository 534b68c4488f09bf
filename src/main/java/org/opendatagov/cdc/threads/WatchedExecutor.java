package org.opendatagov.cdc.threads;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** An executor of one thread that reports what its work throws: Java's own keeps it in a future that nobody reads, and ends the repetition. */
public final class WatchedExecutor extends ScheduledThreadPoolExecutor {

    private static final Logger LOG = Logger.getLogger(WatchedExecutor.class);

    private final String name;
    private final ServiceThreads threads;

    WatchedExecutor(String name, ServiceThreads threads) {
        super(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        this.name = name;
        this.threads = threads;
    }

    /** Does the work once, after a delay; not at all once the executor has been shut down. */
    public void later(Duration delay, Runnable work) {
        try {
            Future<?> watched = schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
            LOG.tracef("%s: %s", name, watched);
        } catch (RejectedExecutionException e) {
            LOG.debugf("%s has been shut down: %s", name, e.getMessage());
        }
    }

    @Override
    protected void afterExecute(Runnable work, Throwable thrown) {
        super.afterExecute(work, thrown);
        Throwable failure = thrown == null ? failure(work) : thrown;
        // While it is shut down, work is interrupted, and clients say so in their own ways.
        if (failure != null && !isShutdown()) {
            threads.failed(name, failure);
        }
    }

    private static Throwable failure(Runnable work) {
        if (!(work instanceof Future<?> future) || !future.isDone()) {
            return null;
        }
        try {
            future.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
