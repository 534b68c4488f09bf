package org.opendatagov.cdc.stream;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.Payloads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when the change of a record was committed in its source. */
final class CommitTime {

    private static final Logger LOG = LoggerFactory.getLogger(CommitTime.class);

    private final CdcEventDeserializer deserializer;

    CommitTime(Payloads payloads) {
        this.deserializer = new CdcEventDeserializer(payloads);
    }

    /** The time of the commit; of a record that doesn't say, or can't be read, the time at which it came to Kafka. */
    Instant of(ConsumerRecord<byte[], byte[]> record) {
        Instant captured = Instant.ofEpochMilli(record.timestamp());
        try {
            CdcEvent event = deserializer.deserialize(record.topic(), record.headers(), record.value());
            return event == null || event.sourceTime() == null ? captured : event.sourceTime();
        } catch (RuntimeException e) {
            LOG.debug("The time of a record's commit can't be read", e);
            return captured;
        }
    }
}
