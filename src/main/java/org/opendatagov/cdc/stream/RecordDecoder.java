package org.opendatagov.cdc.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.schemas.SchemaProblem;

/** Turns a flow's Kafka records into what its route gets. */
final class RecordDecoder {

    private final EventFilter filter;
    private final Payloads payloads;
    private final CdcEventDeserializer deserializer;

    RecordDecoder(EventFilter filter, Payloads payloads) {
        this.filter = filter;
        this.payloads = payloads;
        this.deserializer = new CdcEventDeserializer(payloads);
    }

    /**
     * Decodes a record.
     *
     * @return the change, or null when the record tells of none that the flow hands on
     * @throws SchemaProblem when its schema can't be had now
     * @throws RuntimeException when the record is no change event and no trying again will make it one
     */
    CdcRecord decode(ConsumerRecord<byte[], byte[]> record) {
        CdcEvent event = deserializer.deserialize(record.topic(), record.headers(), record.value());
        return event != null && filter.passes(event)
                ? new CdcRecord(RowKey.parse(record.key(), payloads), event, record)
                : null;
    }
}
