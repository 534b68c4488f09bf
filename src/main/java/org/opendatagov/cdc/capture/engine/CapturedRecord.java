package org.opendatagov.cdc.capture.engine;

import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.capture.connector.RecordOrigin;
import org.opendatagov.cdc.capture.values.IncompleteRow;

/**
 * A record after the transforms, with what it was before them. There is one for each record that Debezium hands over, in its order:
 * a record that a transform has dropped, or that is for the service alone, is there without a key and a value.
 */
public final class CapturedRecord extends SourceRecord {

    private static final long serialVersionUID = 1L;

    private final transient RecordOrigin origin;
    private final transient byte[] unavailable;
    private final boolean published;

    /**
     * A record that is to be published.
     *
     * @param transformed what the transforms have made of it
     */
    CapturedRecord(SourceRecord record, RecordOrigin origin, SourceRecord transformed) {
        super(
                record.sourcePartition(),
                record.sourceOffset(),
                transformed.topic(),
                transformed.kafkaPartition(),
                transformed.keySchema(),
                transformed.key(),
                transformed.valueSchema(),
                transformed.value(),
                transformed.timestamp(),
                transformed.headers());
        this.origin = origin;
        this.unavailable = IncompleteRow.header(record);
        this.published = true;
    }

    /** A record that reaches no topic. */
    private CapturedRecord(SourceRecord record, RecordOrigin origin) {
        super(record.sourcePartition(), record.sourceOffset(), record.topic(), null, null, null, null, null);
        this.origin = origin;
        this.unavailable = null;
        this.published = false;
    }

    static CapturedRecord withheld(SourceRecord record, RecordOrigin origin) {
        return new CapturedRecord(record, origin);
    }

    /** What it was when Debezium handed it over. */
    public RecordOrigin origin() {
        return origin;
    }

    /** The header that names the columns without a value, or null when it needs none. */
    public byte[] unavailable() {
        return unavailable;
    }

    /** Whether it is to be published. */
    public boolean isPublished() {
        return published;
    }
}
