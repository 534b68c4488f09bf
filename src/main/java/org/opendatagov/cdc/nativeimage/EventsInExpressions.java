package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What conditions in routes look into: {@code ${body.event.newRow[status]} == 'failed'}. */
@RegisterForReflection(
        fields = false,
        classNames = {
            "org.opendatagov.cdc.event.CdcEvent",
            "org.opendatagov.cdc.event.CdcMessage",
            "org.opendatagov.cdc.event.CdcOperation",
            "org.opendatagov.cdc.event.CdcRecord",
            "org.opendatagov.cdc.event.RowKey",
            "org.opendatagov.cdc.event.SnapshotMarker",
            "org.apache.kafka.clients.consumer.ConsumerRecord",
        })
final class EventsInExpressions {

    private EventsInExpressions() {}
}
