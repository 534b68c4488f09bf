package org.opendatagov.cdc.capture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.engine.OffsetRecords;
import org.opendatagov.cdc.capture.preflight.Preflight;

/** What comes before each run of a connector, once it leads: where it goes on, the checks, and the topics. */
class RunStart {

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
        this.topics = component.topics(options.topicPrefix(), endpoint.partitions());
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
        topics.ensureOffsets(offsetsTopic);
        publisher.start();
        OffsetRecords offsets = new OffsetRecords(offsetsTopic, options.connector(), options.topicPrefix());
        Map<String, Object> read = offsets.read(settings);
        Map<String, Object> stored = resumption.of(read);
        List<TableName> tables = preflight.check(leadership.session(), stored);
        topics.ensureForTables(tables);
        FirstOffset first = new FirstOffset(settings, database);
        if (stored == null && first.isNeeded()) {
            stored = first.find(leadership.session());
        }
        if (!Objects.equals(stored, read)) {
            publisher.begin();
            publisher.complete(offsets.of(stored));
        }
        topics.ensureRequests(options.requestsTopic());
        SnapshotTables snapshotTables = SnapshotTables.of(leadership.session(), tables, database);
        return new CaptureRun(
                leadership,
                publisher,
                offsets,
                stored,
                new SnapshotTracker(life, stored, snapshotTables),
                topics,
                new CaptureMetrics(component.metrics(), options.connector()),
                control,
                life);
    }
}
