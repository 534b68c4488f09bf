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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

    private final DebeziumEngine<ChangeEvent<byte[], byte[]>> engine;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable failure;

    public CaptureEngine(Properties settings, ChangeConsumer<ChangeEvent<byte[], byte[]>> batches) {
        engine = DebeziumEngine.create(JsonByteArray.class, JsonByteArray.class)
                .using(settings)
                .using(CaptureEngine.class.getClassLoader())
                .using(this::completed)
                .notifying(batches)
                .build();
    }

    public void start(ExecutorService threads) {
        threads.execute(() -> {
            try {
                engine.run();
            } catch (RuntimeException e) {
                completed(false, e.getMessage(), e);
            } finally {
                ended.countDown();
            }
        });
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

    /** Ends the run and returns when it has let go of the slot. */
    @Override
    public void close() {
        try {
            long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
            while (ended.getCount() > 0 && System.nanoTime() < deadline) {
                requestClose();
                awaitEnd(Duration.ofMillis(200));
            }
            if (ended.getCount() > 0) {
                LOG.warnf("Debezium's engine hasn't ended within %s", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requestClose() {
        try {
            engine.close();
        } catch (IllegalStateException e) {
            // It refuses while its tasks are starting, and when it is stopping already: ask again, or wait.
            LOG.debugf("Debezium's engine can't be closed now: %s", e.getMessage());
        } catch (IOException e) {
            LOG.warnf("Debezium's engine didn't close in order: %s", e.getMessage());
        }
    }
}
