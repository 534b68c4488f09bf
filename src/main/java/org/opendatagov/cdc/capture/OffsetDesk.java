package org.opendatagov.cdc.capture;

import java.util.Map;
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

    /** The offset, or null when there is none. */
    Map<String, Object> read() {
        return endpoint.offsets().read(endpoint.engineSettings());
    }

    /**
     * Puts another offset in its place, null for none. The connector has to be stopped; what a run that has been forgotten about would
     * still write is refused by Kafka, exactly once.
     */
    void write(Map<String, Object> offset) {
        try (EventPublisher publisher = endpoint.getComponent().publisher(endpoint.options())) {
            publisher.start();
            publisher.begin();
            publisher.complete(endpoint.offsets().of(offset));
        }
    }
}
