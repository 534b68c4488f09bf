package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.PublishedRows;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.StoredPosition;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.continuity.GapProblem;
import org.opendatagov.cdc.capture.continuity.PositionEpoch;
import org.opendatagov.cdc.capture.continuity.SourceIdentity;
import org.opendatagov.cdc.capture.continuity.SourceLook;
import org.opendatagov.cdc.capture.continuity.SourceWatch;
import org.opendatagov.cdc.capture.continuity.StreamGap;
import org.opendatagov.cdc.capture.engine.EngineSettings;
import org.opendatagov.cdc.capture.engine.ExcludedNames;
import org.opendatagov.cdc.capture.engine.OffsetRecords;
import org.opendatagov.cdc.capture.engine.PublishedSettings;
import org.opendatagov.cdc.capture.preflight.CheckedTables;
import org.opendatagov.cdc.capture.preflight.Preflight;
import org.opendatagov.cdc.capture.preflight.StreamStart;
import org.opendatagov.cdc.topics.TopicSpec;

/** What comes before each run of a connector, once it leads: where it goes on, the checks, and the topics. */
class RunStart {

    private static final Logger LOG = Logger.getLogger(RunStart.class);

    private final PostgresCdcComponent component;
    private final CaptureOptions options;
    private final SourceDatabase database;
    private final CaptureTopics topics;
    private final Preflight preflight;
    private final ConnectorControl control;
    private final ConnectorLife life;
    private final SnapshotResumption resumption = new SnapshotResumption();

    RunStart(PostgresCdcEndpoint endpoint, Connector connector) {
        this.component = endpoint.getComponent();
        this.options = endpoint.options();
        this.database = endpoint.database();
        this.topics = endpoint.topics();
        this.preflight = connector.preflight();
        this.control = connector.control();
        this.life = connector.life();
    }

    /**
     * Prepares a run. The publisher is started first, so that no earlier run can still move the offset.
     *
     * @param settings the engine's settings
     */
    CaptureRun prepare(Leadership leadership, EventPublisher publisher, Properties settings)
            throws InterruptedException {
        String offsetsTopic = settings.getProperty("offset.storage.topic");
        OffsetRecords offsets = new OffsetRecords(offsetsTopic, options.connector(), options.topicPrefix());
        OffsetRecords.Stored read = read(leadership, publisher, offsets, offsetsTopic, settings);
        Map<String, Object> stored = resumption.of(read.offset());
        PositionEpoch before = reached(PositionEpoch.of(read.epoch()), stored);
        StreamStart stream = preflight.stream();
        StreamGap gap = gap(leadership.session(), stream, publisher, offsets, stored);
        if (gap != null) {
            LOG.warnf("Connector %s: %s; a new snapshot reads the tables again", options.connector(), gap.sentence());
            stored = null;
        }
        CheckedTables checked = preflight.check(leadership.session(), stored);
        List<TableName> tables = checked.captured();
        ExcludedNames.add(settings, checked.leftOut());
        topics.ensureForTables(tables);
        publisher.learn(topics.wanted(tables).stream().map(TopicSpec::name).toList());
        stream.makePublication();
        PublishedSettings.add(settings, published(leadership.session()));
        boolean anew = StoredPosition.reached(stored) == null;
        FirstOffset first = new FirstOffset(settings, database);
        if (stored == null && first.isNeeded()) {
            stored = first.find(leadership.session());
        }
        PositionEpoch epoch = epoch(leadership.session(), before, anew);
        store(publisher, offsets, read, stored, epoch);
        if (SourceIdentity.in(stored) != null && stream.confirmsItself() && !anew) {
            EngineSettings.startAfter(settings, StoredPosition.reached(stored));
        }
        SourceWatch watch = stream.watch(stored, anew, tables);
        leadership.watch(watch);
        topics.ensureRequests(options.requestsTopic());
        SnapshotTables snapshotTables = SnapshotTables.of(leadership.session(), tables, database);
        return new CaptureRun(
                leadership,
                publisher,
                offsets,
                stored,
                epoch.shift(),
                watch,
                new SnapshotTracker(life, stored, snapshotTables),
                topics,
                new CaptureMetrics(component.metrics(), options.connector()),
                control,
                life);
    }

    private OffsetRecords.Stored read(
            Leadership leadership,
            EventPublisher publisher,
            OffsetRecords offsets,
            String offsetsTopic,
            Properties settings)
            throws InterruptedException {
        try {
            topics.ensureOffsets(offsetsTopic);
            publisher.start();
            return offsets.readAll(settings);
        } catch (RuntimeException e) {
            if (Failures.find(e, AuthorizationException.class) != null) {
                CaptureProblem all = preflight.denied(leadership.session());
                if (all != null) {
                    throw all;
                }
            }
            throw e;
        }
    }

    /** What was reached is kept with the epoch: the offset may be removed by others. */
    private static PositionEpoch reached(PositionEpoch epoch, Map<String, Object> stored) {
        return epoch == null ? null : epoch.atLeast(StoredPosition.reached(stored));
    }

    private List<PublishedRows> published(Connection session) {
        try {
            return PublishedRows.of(session, options.publication());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static StreamGap gap(
            Connection session,
            StreamStart stream,
            EventPublisher publisher,
            OffsetRecords offsets,
            Map<String, Object> stored) {
        try {
            return stream.gap(session, stored);
        } catch (GapProblem e) {
            if (e.gap().isPassing() && !stored.containsKey(StreamGap.ENTRY)) {
                publisher.begin();
                publisher.complete(offsets.of(e.gap().addTo(stored)));
            }
            throw e;
        }
    }

    private PositionEpoch epoch(Connection session, PositionEpoch before, boolean anew) {
        try {
            SourceIdentity now = new SourceLook(options, table -> false).at(session);
            PositionEpoch epoch = PositionEpoch.next(before, now, anew);
            if (before != null && epoch.shift() != before.shift()) {
                LOG.warnf(
                        "Connector %s: its snapshot begins on another server, or at a lower LSN, than the events before; its"
                                + " positions are lifted above theirs, so that sinks take its rows",
                        options.connector());
            }
            return epoch;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static void store(
            EventPublisher publisher,
            OffsetRecords offsets,
            OffsetRecords.Stored read,
            Map<String, Object> stored,
            PositionEpoch epoch) {
        boolean sameOffset = Objects.equals(stored, read.offset());
        if (sameOffset && epoch.equals(PositionEpoch.of(read.epoch()))) {
            return;
        }
        publisher.begin();
        publisher.send(offsets.ofEpoch(epoch.toMap()));
        publisher.complete(sameOffset ? null : offsets.of(stored));
    }
}
