package org.opendatagov.cdc.capture;

import io.debezium.data.Envelope;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What the capture reads of an event before it is JSON. */
class SourceInfo {

    private SourceInfo() {}

    /** Whether the event belongs to the snapshot before the stream, and isn't the last of it. */
    static boolean isInitialSnapshot(SourceRecord record) {
        Struct source = of(record);
        String marker = source == null ? null : source.getString("snapshot");
        return marker != null && !"false".equals(marker) && !"last".equals(marker) && !"incremental".equals(marker);
    }

    /** The event's {@code source}, or null when it has none, as tombstones and heartbeats. */
    static Struct of(SourceRecord record) {
        return record.value() instanceof Struct value && value.schema().field(Envelope.FieldName.SOURCE) != null
                ? value.getStruct(Envelope.FieldName.SOURCE)
                : null;
    }
}
