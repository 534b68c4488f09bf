package org.opendatagov.cdc.capture;

import java.util.Map;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.engine.OffsetRecords;

/**
 * What the batches of one run of a connector need; a run lasts from the lead to its end or to a failure.
 *
 * @param leadership the right to write
 * @param publisher the way into Kafka
 * @param offsets how an offset is written
 * @param storedOffset the offset with which the run started, or null when there was none
 * @param snapshots what follows its snapshots
 * @param topics the connector's topics
 * @param metrics what counts the events
 * @param control what others ask of the connector
 * @param life the connector's status
 */
record CaptureRun(
        Leadership leadership,
        EventPublisher publisher,
        OffsetRecords offsets,
        Map<String, Object> storedOffset,
        SnapshotTracker snapshots,
        CaptureTopics topics,
        CaptureMetrics metrics,
        ConnectorControl control,
        ConnectorLife life) {

    /**
     * Completes the batch that the publisher has begun.
     *
     * @param offset the offset that covers it, or null when there is none to say
     */
    void complete(Map<String, Object> offset) {
        publisher.complete(offset == null ? null : offsets.of(snapshots.in(offset)));
        snapshots.show();
    }
}
