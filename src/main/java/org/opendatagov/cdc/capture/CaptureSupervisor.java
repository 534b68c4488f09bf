package org.opendatagov.cdc.capture;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.SlotProgress;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.engine.CaptureEngine;
import org.opendatagov.cdc.capture.engine.SnapshotDone;
import org.opendatagov.cdc.retry.Backoff;

/**
 * Runs a connector for as long as its route is started: takes the lead, prepares a run and runs the engine, and after whatever
 * ends it says why and begins again. Its thread is the only one that starts or ends an engine.
 */
class CaptureSupervisor implements Runnable {

    private static final Logger LOG = Logger.getLogger(CaptureSupervisor.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final PostgresCdcConsumer route;
    private final PostgresCdcComponent component;
    private final CaptureOptions options;
    private final SourceDatabase database;
    private final RunStart start;
    private final ConnectorLife life;
    private final ConnectorControl control;
    private final SnapshotDesk snapshots;
    private final ExecutorService threads;
    private final SnapshotFetch fetch = new SnapshotFetch();
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    CaptureSupervisor(PostgresCdcConsumer route, Connector connector, ExecutorService threads) {
        PostgresCdcEndpoint endpoint = route.getEndpoint();
        this.route = route;
        this.component = endpoint.getComponent();
        this.options = endpoint.options();
        this.database = endpoint.database();
        this.start = new RunStart(endpoint, connector);
        this.life = connector.life();
        this.control = connector.control();
        this.snapshots = connector.snapshots();
        this.threads = threads;
    }

    @Override
    public void run() {
        try {
            awaitTargets();
            while (!control.isEnded()) {
                control.beginRun();
                tryToDoWhatIsWanted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            life.enter(ConnectorState.STOPPED, "its route has been stopped");
        }
    }

    /** Somebody may have paused it while it was away. */
    private void awaitTargets() throws InterruptedException {
        TargetStates targets = component.targets();
        while (!control.isEnded() && !targets.awaitKnown(LOOK)) {
            if (targets.obstacle() != null) {
                life.report(new CaptureProblem.Passing(targets.obstacle()), LOOK);
            }
        }
    }

    private boolean isWanted() {
        return component.targets().of(options.connector()) == TargetState.STARTED;
    }

    private void rest() throws InterruptedException {
        boolean paused = component.targets().of(options.connector()) == TargetState.PAUSED;
        life.enter(
                paused ? ConnectorState.PAUSED : ConnectorState.STOPPED,
                "by request; PostgreSQL keeps the WAL of slot " + options.slot() + " until the connector is resumed");
        control.await(LOOK);
    }

    private void tryToDoWhatIsWanted() throws InterruptedException {
        try {
            if (isWanted()) {
                lead();
            } else {
                rest();
            }
        } catch (SnapshotDone e) {
            backoff.reset();
            life.enter(ConnectorState.STOPPED, e.getMessage());
            while (isWanted() && !control.await(LOOK)) {
                // Until somebody asks for another run.
            }
        } catch (RuntimeException e) {
            Duration delay = backoff.next();
            life.report(fetch.after(Failures.ended(e, database, options.place())), delay);
            LOG.debug("The reason in full", e);
            long end = System.nanoTime() + delay.toNanos();
            while (System.nanoTime() < end && isWanted()) {
                if (control.await(LOOK)) {
                    backoff.reset();
                    return;
                }
            }
        }
    }

    private void lead() throws InterruptedException {
        try (Leadership leadership = new Leadership(database, options.slot(), options.connector())) {
            while (!leadership.tryAcquire()) {
                refuseSharedSlot(leadership.otherConnector());
                life.enter(ConnectorState.STANDBY, "another process captures slot " + options.slot());
                if (control.await(LOOK) || !isWanted()) {
                    return;
                }
            }
            SlotProgress progress = new SlotProgress(
                    options.slot(),
                    Duration.ofMillis(route.getEndpoint().getConfiguration().getHeartbeatIntervalMs()));
            threads.execute(() -> leadership.keep(progress));
            Properties settings = route.getEndpoint().engineSettings();
            try (EventPublisher publisher = component.publisher(options)) {
                CaptureRun run = start.prepare(leadership, publisher, settings);
                fetch.apply(settings, run.storedOffset());
                // Not before the checks have passed: a connector that waits stays so until it may start.
                life.enter(ConnectorState.STARTING);
                capture(settings, run);
            }
        }
    }

    private void refuseSharedSlot(String other) {
        if (other != null) {
            throw new CaptureProblem("slot " + options.slot() + " of " + database + " is captured by connector " + other
                    + ", and a slot has one reader; set " + options.place().option("slotName") + " to another name");
        }
    }

    private void capture(Properties settings, CaptureRun run) throws InterruptedException {
        RouteBatches batches = new RouteBatches(run, route, settings);
        try (SnapshotRequests requests = new SnapshotRequests(component.kafka(), options.requestsTopic());
                CaptureEngine engine = new CaptureEngine(settings, batches)) {
            engine.start(threads);
            snapshots.serve(true);
            try {
                watch(engine, batches, run, requests);
            } catch (SnapshotDone e) {
                throw e;
            } catch (RuntimeException e) {
                // Said before the engine is closed, which may take its time with a database that doesn't answer.
                life.report(Failures.ended(e, database, options.place()), Duration.ZERO);
                throw e;
            } finally {
                snapshots.serve(false);
                life.show(null, life.status().incomplete());
            }
        }
    }

    /** Follows the engine until it ends, the lead is lost, or nobody wants it any more. */
    private void watch(CaptureEngine engine, RouteBatches batches, CaptureRun run, SnapshotRequests requests)
            throws InterruptedException {
        UnreadTables unread = new UnreadTables(
                run.watch(), life, snapshots, route.getEndpoint().isSnapshotNewTables());
        while (!control.await(LOOK) && isWanted()) {
            if (engine.awaitEnd(Duration.ZERO)) {
                Throwable failure = engine.failure();
                SnapshotDone done = Failures.find(failure, SnapshotDone.class);
                if (done != null) {
                    throw done;
                }
                throw failure == null
                        ? new CaptureProblem.Passing("Debezium's engine has ended without saying why")
                        : Failures.ended(failure, database, options.place());
            }
            boolean active = run.leadership().isSlotActive();
            if (batches.isWaiting()) {
                continue;
            }
            if (active) {
                life.enter(ConnectorState.STREAMING);
                backoff.reset();
                unread.look();
                requests.look(engine, run.snapshots());
            } else if (batches.isSnapshotting()) {
                life.enter(ConnectorState.SNAPSHOTTING);
                backoff.reset();
            } else {
                // On its way to the stream, or no longer in it: either way it doesn't capture at this moment.
                life.enter(ConnectorState.STARTING);
            }
        }
    }
}
