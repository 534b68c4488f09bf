package org.opendatagov.cdc.stream;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.schemas.SchemaProblem;

/** Turns a flow's Kafka records into what its route gets. */
final class RecordDecoder {

    private final EventFilter filter;
    private final TopicOwners owners;
    private final Payloads payloads;
    private final CdcEventDeserializer deserializer;
    private final Consumer<CdcEvent> truncates;

    /**
     * Makes a decoder.
     *
     * @param anyTable whether a topic may hold events of tables that it isn't named after
     * @param truncates learns of each TRUNCATE of a table of the flow, whether the flow hands it on or not
     */
    RecordDecoder(EventFilter filter, boolean anyTable, Payloads payloads, Consumer<CdcEvent> truncates) {
        this.filter = filter;
        this.owners = anyTable ? null : new TopicOwners();
        this.payloads = payloads;
        this.truncates = truncates;
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
        if (event != null && owners != null) {
            owners.require(record.topic(), event);
        }
        if (event != null && event.operation() == CdcOperation.TRUNCATE && filter.isOfItsTables(event)) {
            truncates.accept(event);
        }
        return event != null && filter.passes(event)
                ? new CdcRecord(RowKey.parse(record.key(), payloads), event, record)
                : null;
    }
}
