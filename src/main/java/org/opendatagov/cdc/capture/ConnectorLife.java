package org.opendatagov.cdc.capture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

/**
 * The life of one connector: its present status, changed by the threads that run it and read by any. Each change is said
 * once in the log.
 */
class ConnectorLife {

    private static final Logger LOG = Logger.getLogger(ConnectorLife.class);

    private final String connector;
    private final Clock clock;
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private volatile ConnectorStatus status;

    ConnectorLife(String connector, Clock clock) {
        this.connector = connector;
        this.clock = clock;
        this.status = new ConnectorStatus(connector, ConnectorState.STARTING, null, clock.instant(), null, null);
    }

    ConnectorStatus status() {
        return status;
    }

    /** Kafka has events in this topic. */
    void wroteTo(String topic) {
        topics.add(topic);
    }

    /** The topics of which that has been said since this was last asked. */
    Set<String> takeTopics() {
        Set<String> taken = Set.copyOf(topics);
        topics.removeAll(taken);
        return taken;
    }

    void enter(ConnectorState state) {
        enter(state, null);
    }

    void enter(ConnectorState state, String reason) {
        if (change(state, reason, null)) {
            LOG.infof("Connector %s: %s%s", connector, state, reason == null ? "" : ", " + reason);
        }
    }

    /** Waits for what passes by itself, or for a person's help, and tries again after the delay. */
    void report(CaptureProblem problem, Duration nextTry) {
        ConnectorState state =
                problem instanceof CaptureProblem.Passing ? ConnectorState.WAITING : ConnectorState.FAILED;
        if (change(state, problem.getMessage(), clock.instant().plus(nextTry))) {
            LOG.logf(
                    state == ConnectorState.WAITING ? Logger.Level.WARN : Logger.Level.ERROR,
                    "Connector %s %s: %s",
                    connector,
                    state == ConnectorState.WAITING ? "waits" : "has failed",
                    problem.getMessage());
        }
    }

    /** Says how far a snapshot is; null when there is none, or no more. */
    synchronized void show(SnapshotProgress snapshot) {
        ConnectorStatus before = status;
        status = new ConnectorStatus(
                connector,
                before.state(),
                before.reason(),
                before.since(),
                before.nextTry(),
                present(before.state(), snapshot));
    }

    /** The snapshot before the stream is over when there is a stream. */
    private static SnapshotProgress present(ConnectorState state, SnapshotProgress snapshot) {
        return snapshot == null || snapshot.incremental() || state != ConnectorState.STREAMING ? snapshot : null;
    }

    private synchronized boolean change(ConnectorState state, String reason, Instant nextTry) {
        ConnectorStatus before = status;
        boolean same = before.state() == state && Objects.equals(before.reason(), reason);
        status = new ConnectorStatus(
                connector,
                state,
                reason,
                same ? before.since() : clock.instant(),
                nextTry,
                present(state, before.snapshot()));
        return !same;
    }
}
