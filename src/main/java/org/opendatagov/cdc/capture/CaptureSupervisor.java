package org.opendatagov.cdc.capture;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.topics.TopicProblem;

/**
 * Runs a connector for as long as its route is started: takes the lead, checks the source, makes the topics, runs the
 * engine, and after whatever ends it says why and begins again. Its thread is the only one that starts or ends an engine.
 */
class CaptureSupervisor implements Runnable {

    private static final Logger LOG = Logger.getLogger(CaptureSupervisor.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final CaptureOptions options;
    private final SourceDatabase database;
    private final Supplier<Properties> engineSettings;
    private final CaptureTopics topics;
    private final Supplier<RouteBatches> batches;
    private final ConnectorLife life;
    private final ExecutorService threads;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private final CountDownLatch stop;

    CaptureSupervisor(
            CaptureOptions options,
            SourceDatabase database,
            Supplier<Properties> engineSettings,
            CaptureTopics topics,
            Supplier<RouteBatches> batches,
            ConnectorLife life,
            ExecutorService threads,
            CountDownLatch stop) {
        this.options = options;
        this.database = database;
        this.engineSettings = engineSettings;
        this.topics = topics;
        this.batches = batches;
        this.life = life;
        this.threads = threads;
        this.stop = stop;
    }

    @Override
    public void run() {
        try {
            while (!isStopping(Duration.ZERO)) {
                try {
                    lead();
                } catch (RuntimeException e) {
                    Duration delay = backoff.next();
                    life.waitFor(reason(e), delay);
                    LOG.debug("The reason in full", e);
                    isStopping(delay);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            life.enter(ConnectorState.STOPPED);
        }
    }

    private void lead() throws InterruptedException {
        try (Leadership leadership = new Leadership(database, options.slot())) {
            while (!leadership.tryAcquire()) {
                life.enter(ConnectorState.STANDBY, "another process captures slot " + options.slot());
                if (isStopping(LOOK)) {
                    return;
                }
            }
            List<TableName> tables = new Preflight(database, options).check(leadership.session());
            Properties settings = engineSettings.get();
            topics.ensureForTables(settings.getProperty("offset.storage.topic"), tables);
            // Not before the checks have passed: a connector that waits stays so until it may start.
            life.enter(ConnectorState.STARTING);
            RouteBatches route = batches.get();
            try (CaptureEngine engine = new CaptureEngine(settings, route)) {
                engine.start(threads);
                try {
                    watch(engine, route, leadership);
                } catch (RuntimeException e) {
                    // Said before the engine is closed, which may take its time with a database that doesn't answer.
                    life.waitFor(reason(e), Duration.ZERO);
                    throw e;
                }
            }
        }
    }

    /** Follows the engine until it ends, the lead is lost, or the connector stops. */
    private void watch(CaptureEngine engine, RouteBatches route, Leadership leadership) throws InterruptedException {
        while (!isStopping(LOOK)) {
            if (engine.awaitEnd(Duration.ZERO)) {
                Throwable failure = engine.failure();
                throw failure == null
                        ? new CaptureProblem("Debezium's engine has ended without saying why")
                        : new CaptureProblem(reason(failure), failure);
            }
            boolean active = leadership.isSlotActive();
            if (route.isWaiting()) {
                continue;
            }
            if (active) {
                life.enter(ConnectorState.STREAMING);
                backoff.reset();
            } else if (route.isSnapshotting()) {
                life.enter(ConnectorState.SNAPSHOTTING);
                backoff.reset();
            } else {
                // On its way to the stream, or no longer in it: either way it doesn't capture at this moment.
                life.enter(ConnectorState.STARTING);
            }
        }
    }

    private boolean isStopping(Duration wait) throws InterruptedException {
        return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String reason(Throwable failure) {
        CaptureProblem problem = Failures.problem(failure);
        if (problem != null) {
            return problem.getMessage();
        }
        if (failure instanceof TopicProblem) {
            return failure.getMessage();
        }
        SQLException sql = Failures.sqlFailure(failure);
        return sql == null
                ? "capture failed: " + Causes.of(failure)
                : database.problem(sql).getMessage();
    }
}
