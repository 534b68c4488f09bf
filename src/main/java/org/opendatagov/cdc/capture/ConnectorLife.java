package org.opendatagov.cdc.capture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.continuity.GapProblem;
import org.opendatagov.cdc.capture.continuity.StreamGap;

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
        if (change(state, reason, null, null)) {
            LOG.infof("Connector %s: %s%s", connector, state, reason == null ? "" : ", " + reason);
        }
    }

    /** Waits for what passes by itself, or for a person's help, and tries again after the delay. */
    void report(CaptureProblem problem, Duration nextTry) {
        ConnectorState state =
                problem instanceof CaptureProblem.Passing ? ConnectorState.WAITING : ConnectorState.FAILED;
        StreamGap gap = problem instanceof GapProblem stopped ? stopped.gap() : null;
        if (change(state, problem.getMessage(), clock.instant().plus(nextTry), gap)) {
            LOG.logf(
                    state == ConnectorState.WAITING ? Logger.Level.WARN : Logger.Level.ERROR,
                    "Connector %s %s: %s",
                    connector,
                    state == ConnectorState.WAITING ? "waits" : "has failed",
                    problem.getMessage());
        }
    }

    /**
     * Says how far a snapshot is.
     *
     * @param snapshot null when there is none, or no more
     * @param incomplete the tables of which the last one on demand hasn't read all rows, each with its cause
     */
    synchronized void show(SnapshotProgress snapshot, Map<String, String> incomplete) {
        ConnectorStatus before = status;
        status = new ConnectorStatus(
                connector,
                before.state(),
                before.reason(),
                before.since(),
                before.nextTry(),
                present(before.state(), snapshot),
                before.gap(),
                before.unread(),
                incomplete);
    }

    /** Says which tables have rows that nobody has read; each is said once in the log. */
    synchronized void showUnread(List<String> tables) {
        ConnectorStatus before = status;
        for (String table : tables) {
            if (!before.unread().contains(table)) {
                LOG.warnf(
                        "Connector %s captures table %s from now on; the rows that it had before are in no topic. Read them with"
                                + " POST /admin/connectors/%1$s/snapshots {\"tables\": [{\"table\": \"%2$s\"}]}",
                        connector, table);
            }
        }
        if (!tables.equals(before.unread())) {
            status = new ConnectorStatus(
                    connector,
                    before.state(),
                    before.reason(),
                    before.since(),
                    before.nextTry(),
                    before.snapshot(),
                    before.gap(),
                    List.copyOf(tables),
                    before.incomplete());
        }
    }

    /** The snapshot before the stream is over when there is a stream. */
    private static SnapshotProgress present(ConnectorState state, SnapshotProgress snapshot) {
        return snapshot == null || snapshot.incremental() || state != ConnectorState.STREAMING ? snapshot : null;
    }

    private synchronized boolean change(ConnectorState state, String reason, Instant nextTry, StreamGap gap) {
        ConnectorStatus before = status;
        // A gap grows while nobody decides about it.
        boolean same = before.state() == state
                && (gap == null ? Objects.equals(before.reason(), reason) : gap.isSame(before.gap()));
        status = new ConnectorStatus(
                connector,
                state,
                reason,
                same ? before.since() : clock.instant(),
                nextTry,
                present(state, before.snapshot()),
                gap,
                before.unread(),
                before.incomplete());
        return !same;
    }
}
