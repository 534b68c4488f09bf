package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.StoredPosition;
import org.opendatagov.cdc.capture.continuity.PositionEpoch;
import org.opendatagov.cdc.capture.continuity.SourceIdentity;
import org.opendatagov.cdc.capture.continuity.StreamGap;
import org.opendatagov.cdc.capture.engine.OffsetRecords;

/** The stored offset of a connector: where its next run goes on. */
class OffsetDesk {

    private final PostgresCdcEndpoint endpoint;

    OffsetDesk(PostgresCdcEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** What Kafka Connect calls the offset's partition. */
    Map<String, String> partition() {
        return OffsetRecords.partition(endpoint.options().topicPrefix());
    }

    /**
     * The offset without the identity of what it is of, which means nothing to others; null when there is none. Written back as it is read
     * here, it accepts the source as it is.
     */
    Map<String, Object> read() {
        Map<String, Object> stored = endpoint.offsets().read(endpoint.engineSettings());
        if (stored == null) {
            return null;
        }
        Map<String, Object> shown = new HashMap<>(stored);
        shown.keySet().removeAll(Set.of(SourceIdentity.ENTRY, StreamGap.ENTRY));
        return shown;
    }

    /**
     * Puts another offset in its place, null for none. The connector has to be stopped; what a run that has been forgotten about would
     * still write is refused by Kafka, exactly once.
     */
    void write(Map<String, Object> offset) {
        try (EventPublisher publisher = endpoint.getComponent().publisher(endpoint.options())) {
            publisher.start();
            OffsetRecords.Stored stored = endpoint.offsets().readAll(endpoint.engineSettings());
            PositionEpoch epoch = PositionEpoch.of(stored.epoch());
            publisher.begin();
            if (epoch != null) {
                // A new snapshot has to know how far the events have come, wherever it begins.
                Map<String, Object> reached =
                        epoch.atLeast(StoredPosition.reached(stored.offset())).toMap();
                publisher.send(endpoint.offsets().ofEpoch(reached));
            }
            publisher.complete(endpoint.offsets().of(offset));
        }
    }
}
