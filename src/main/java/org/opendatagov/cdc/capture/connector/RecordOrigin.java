package org.opendatagov.cdc.capture.connector;

import io.debezium.connector.SnapshotType;
import io.debezium.data.Envelope;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What a record is and where it comes from, read once when Debezium hands the record over. A transform may unwrap, rename,
 * re-key or drop a record; whatever decides by what it is looks here.
 *
 * @param kind what it is
 * @param offset Debezium's offset, or null
 * @param operation the operation's code, or null when it is no change, row or message
 * @param schema the table's schema, or null when it has no table
 * @param table the table, or null
 * @param snapshot Debezium's mark of a snapshot's row: {@code true}, {@code first}, {@code last_in_data_collection}, {@code last},
 *     {@code incremental} and others; or null
 * @param sequence Debezium's {@code source.sequence}, or null
 * @param message the prefix of a logical message, or null
 * @param millis when it was committed, or read, in milliseconds since 1970; 0 when it doesn't say
 */
public record RecordOrigin(
        RecordKind kind,
        Map<String, ?> offset,
        String operation,
        String schema,
        String table,
        String snapshot,
        String sequence,
        String message,
        long millis) {

    /** What the prefixes of TimescaleDB's marks begin with. */
    public static final String COMPRESSION = "::timescaledb-";

    private static final String MESSAGE = "message";
    private static final String SNAPSHOT = "snapshot";
    private static final String STREAMED = "false";
    private static final String INCREMENTAL = "incremental";
    private static final String LAST = "last";
    private static final String LAST_OF_TABLE = "last_in_data_collection";
    private static final String LSN = "lsn";
    private static final String TRANSACTION = "txId";

    /** The origin of a record as Debezium has made it. */
    public static RecordOrigin of(SourceRecord record) {
        Map<String, ?> offset = record.sourceOffset();
        if (!(record.value() instanceof Struct value)) {
            return without(RecordKind.TOMBSTONE, offset);
        }
        if (value.schema().field(Envelope.FieldName.OPERATION) == null) {
            boolean transaction = value.schema().field("status") != null;
            return without(transaction ? RecordKind.TRANSACTION : RecordKind.HEARTBEAT, offset);
        }
        String operation = value.getString(Envelope.FieldName.OPERATION);
        String message = Envelope.Operation.MESSAGE.code().equals(operation)
                ? value.getStruct(MESSAGE).getString("prefix")
                : null;
        Struct source = value.getStruct(Envelope.FieldName.SOURCE);
        String mark = source.getString(SNAPSHOT);
        String snapshot = STREAMED.equals(mark) ? null : mark;
        Long millis = source.getInt64("ts_ms");
        return new RecordOrigin(
                message == null ? ofRow(snapshot, offset) : ofMessage(message),
                offset,
                operation,
                source.getString("schema"),
                source.getString("table"),
                snapshot,
                source.getString("sequence"),
                message,
                millis == null ? 0 : millis);
    }

    private static RecordOrigin without(RecordKind kind, Map<String, ?> offset) {
        return new RecordOrigin(kind, offset, null, null, null, null, null, null, 0);
    }

    private static RecordKind ofMessage(String prefix) {
        if (prefix.equals(WalMessage.PREFIX)) {
            return RecordKind.OWN_MESSAGE;
        }
        return prefix.startsWith(COMPRESSION) ? RecordKind.COMPRESSION_MARK : RecordKind.MESSAGE;
    }

    private static RecordKind ofRow(String snapshot, Map<String, ?> offset) {
        if (snapshot == null) {
            return RecordKind.CHANGE;
        }
        // A blocking snapshot holds the stream up in its midst.
        boolean onDemand = INCREMENTAL.equals(snapshot)
                || (offset != null && SnapshotType.BLOCKING.name().equals(offset.get(SNAPSHOT)));
        return onDemand ? RecordKind.ROW_ON_DEMAND : RecordKind.SNAPSHOT_ROW;
    }

    /**
     * The same record under the name that the service gives its table.
     *
     * @param record what the service's own transforms have made of it
     */
    public RecordOrigin under(SourceRecord record) {
        if (table == null) {
            return this;
        }
        Struct source = ((Struct) record.value()).getStruct(Envelope.FieldName.SOURCE);
        return new RecordOrigin(
                kind,
                offset,
                operation,
                source.getString("schema"),
                source.getString("table"),
                snapshot,
                sequence,
                message,
                millis);
    }

    /** Whether it says where in the WAL it is. */
    public boolean hasPlace() {
        return offset != null && offset.containsKey(LSN);
    }

    /** The LSN of the WAL's record that it belongs to; 0 when it names none. */
    public long lsn() {
        return number(offset, LSN);
    }

    /** The number of its transaction, or null. */
    public Long transaction() {
        return offset == null ? null : transaction(offset);
    }

    /** The number of the transaction that an offset is in, or null. */
    public static Long transaction(Map<String, ?> offset) {
        return offset.get(TRANSACTION) instanceof Number number ? (Long) number.longValue() : null;
    }

    /** Whether an incremental snapshot read it, which lets the stream go on meanwhile. */
    public boolean isIncremental() {
        return INCREMENTAL.equals(snapshot);
    }

    /** Whether it deletes a row: a change, or a delete that the WAL doesn't have and that is published on request. */
    public boolean isDelete() {
        return Envelope.Operation.DELETE.code().equals(operation);
    }

    /** Whether it is the last row of the snapshot before the stream. */
    public boolean isLastOfSnapshot() {
        return LAST.equals(snapshot);
    }

    /** Whether it is the last row that the snapshot before the stream has read of its table. */
    public boolean isLastOfTable() {
        return isLastOfSnapshot() || LAST_OF_TABLE.equals(snapshot);
    }

    /** A number of an offset, 0 when it has none of that name. */
    public static long number(Map<String, ?> offset, String name) {
        return offset != null && offset.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
