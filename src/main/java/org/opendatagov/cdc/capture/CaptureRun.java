package org.opendatagov.cdc.capture;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.continuity.SourceIdentity;
import org.opendatagov.cdc.capture.continuity.SourceWatch;
import org.opendatagov.cdc.capture.engine.OffsetRecords;

/**
 * What the batches of one run of a connector need; a run lasts from the lead to its end or to a failure.
 *
 * @param leadership the right to write
 * @param publisher the way into Kafka
 * @param offsets how an offset is written
 * @param storedOffset the offset with which the run started, or null when there was none
 * @param shift what is added to the position of each event, in the connector's present epoch
 * @param watch what looks at the source meanwhile, or null when there is nothing to look at
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
        long shift,
        SourceWatch watch,
        SnapshotTracker snapshots,
        CaptureTopics topics,
        CaptureMetrics metrics,
        ConnectorControl control,
        ConnectorLife life) {

    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    /**
     * Completes the batch that the publisher has begun.
     *
     * @param offset the offset that covers it, or null when there is none to say
     */
    void complete(Map<String, Object> offset) throws InterruptedException {
        publisher.complete(offset == null ? null : offsets.of(identified(snapshots.in(offset))));
        snapshots.show();
    }

    /** The offset with the identity of what it is of. */
    private Map<String, Object> identified(Map<String, Object> offset) throws InterruptedException {
        if (watch != null) {
            watch.read(snapshots.readSince(offset));
        }
        String entry = watch == null ? null : watch.entry();
        if (entry == null && storedOffset != null) {
            entry = (String) storedOffset.get(SourceIdentity.ENTRY);
        }
        if (entry == null && watch != null && watch.await(FIRST_LOOK) != null) {
            // Once in a connector's life: what it reads has to be known with its first offset.
            entry = watch.entry();
        }
        if (entry == null) {
            return offset;
        }
        Map<String, Object> more = new HashMap<>(offset);
        more.put(SourceIdentity.ENTRY, entry);
        return more;
    }
}
