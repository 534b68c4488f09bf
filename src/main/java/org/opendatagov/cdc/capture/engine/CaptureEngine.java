package org.opendatagov.cdc.capture.engine;

import io.debezium.DebeziumException;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.format.JsonByteArray;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

/** One run of Debezium's engine, from its start to its end. */
public class CaptureEngine implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CaptureEngine.class);
    /** How long {@link #close} waits at most. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

    private final DebeziumEngine<ChangeEvent<byte[], byte[]>> engine;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean started;
    private boolean polling;
    private boolean closing;
    private volatile Throwable failure;

    public CaptureEngine(Properties settings, ChangeConsumer<ChangeEvent<byte[], byte[]>> batches) {
        engine = DebeziumEngine.create(JsonByteArray.class, JsonByteArray.class)
                .using(settings)
                .using(CaptureEngine.class.getClassLoader())
                .using(this::completed)
                .using(new Polling())
                .notifying(batches)
                .build();
    }

    /** Starts the run in a thread of its own. */
    public synchronized void start(ExecutorService threads) {
        threads.execute(() -> {
            try {
                engine.run();
            } catch (RuntimeException | Error e) {
                completed(false, e.getMessage(), e);
            } finally {
                ended.countDown();
            }
        });
        started = true;
    }

    private void completed(boolean success, String message, Throwable error) {
        if (!success && failure == null) {
            failure = error == null ? new CaptureProblem(message) : error;
        }
    }

    /**
     * Hands a signal to the connector, which takes it while it streams.
     *
     * @throws IllegalStateException when it doesn't stream yet
     */
    public void signal(DebeziumEngine.Signal signal) {
        try {
            engine.getSignaler().signal(signal);
        } catch (IllegalArgumentException | DebeziumException e) {
            throw new IllegalStateException("the engine takes no signals: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the engine has ended.
     *
     * @return whether it has ended within the time
     */
    public boolean awaitEnd(Duration time) throws InterruptedException {
        return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why it has ended, or null when it was closed or still runs. */
    public Throwable failure() {
        return failure;
    }

    /**
     * Ends the run and returns when it has let go of the slot. An engine that is starting is closed once it has started, since what it has
     * opened by then would stay open otherwise. An interrupt doesn't shorten that.
     */
    @Override
    public void close() {
        if (!isToBeClosed()) {
            return;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        while (ended.getCount() > 0 && System.nanoTime() < deadline) {
            try {
                awaitEnd(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (ended.getCount() > 0) {
            LOG.warnf(
                    "Debezium's engine hasn't ended within %s; it is closed as soon as it has started", CLOSE_TIMEOUT);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isToBeClosed() {
        boolean now;
        boolean any;
        synchronized (this) {
            closing = true;
            now = polling;
            any = started;
        }
        if (now) {
            requestClose();
        }
        return any;
    }

    private void requestClose() {
        try {
            engine.close();
        } catch (IllegalStateException e) {
            LOG.debugf("Debezium's engine is ending by itself: %s", e.getMessage());
        } catch (IOException e) {
            LOG.warnf("Debezium's engine didn't close in order: %s", e.getMessage());
        }
    }

    /** Debezium refuses to close an engine whose tasks are starting, and leaves its offset store open when it is closed before that. */
    private class Polling implements DebeziumEngine.ConnectorCallback {

        @Override
        public void pollingStarted() {
            boolean now;
            synchronized (CaptureEngine.this) {
                polling = true;
                now = closing;
            }
            if (now) {
                requestClose();
            }
        }
    }
}
