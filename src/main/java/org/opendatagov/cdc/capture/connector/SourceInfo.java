package org.opendatagov.cdc.capture.connector;

import io.debezium.data.Envelope;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What the capture reads of an event before it is JSON. */
public class SourceInfo {

    private static final String SNAPSHOT = "snapshot";
    private static final String STREAMED = "false";
    private static final String INCREMENTAL = "incremental";
    private static final String LAST = "last";
    private static final String LAST_OF_TABLE = "last_in_data_collection";
    private static final Set<String> LATER_MARKERS = Set.of(LAST, INCREMENTAL);

    private SourceInfo() {}

    /** Whether the event belongs to the snapshot before the stream, and isn't the last of it. */
    public static boolean isInitialSnapshot(SourceRecord record) {
        Struct source = of(record);
        return source != null && isSnapshot(source) && !LATER_MARKERS.contains(source.getString(SNAPSHOT));
    }

    /** Whether the event was read by the snapshot before the stream. */
    public static boolean isBeforeStream(Struct source) {
        return isSnapshot(source) && !INCREMENTAL.equals(source.getString(SNAPSHOT));
    }

    /** Whether the event is the last that the snapshot before the stream has read of its table. */
    public static boolean isLastOfTable(Struct source) {
        String marker = source.getString(SNAPSHOT);
        return LAST.equals(marker) || LAST_OF_TABLE.equals(marker);
    }

    /** Whether the event is the last of the snapshot before the stream. */
    public static boolean isLastOfSnapshot(Struct source) {
        return LAST.equals(source.getString(SNAPSHOT));
    }

    /** Whether the event was read by a snapshot. */
    public static boolean isSnapshot(Struct source) {
        String marker = source.getString(SNAPSHOT);
        return marker != null && !marker.equals(STREAMED);
    }

    /** The event's {@code source}, or null when it has none, as tombstones and heartbeats. */
    public static Struct of(SourceRecord record) {
        return record.value() instanceof Struct value && value.schema().field(Envelope.FieldName.SOURCE) != null
                ? value.getStruct(Envelope.FieldName.SOURCE)
                : null;
    }
}
