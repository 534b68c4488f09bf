package org.opendatagov.cdc.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * One change, as Debezium's PostgreSQL connector describes it in its envelope.
 *
 * <p>Rows hold what the column holds: jsonb and json columns are objects or lists, numeric columns exact numbers, when the
 * record came with the header {@link ColumnTypes#HEADER}; Kafka Connect's schema tells the former too. A column whose large value was left alone by an update and could
 * not be read again is absent: Debezium's placeholder for it never reaches a reader.
 *
 * @param operation what happened
 * @param database the database, {@code source.db}
 * @param schema the table's schema, or null for a message
 * @param table the table (for TimescaleDB the hypertable), or null for a message
 * @param connector the connector's logical name, which is its topic prefix, {@code source.name}
 * @param before the row before the change, or null when PostgreSQL doesn't tell: with the default replica identity it tells
 *     the key columns of a delete and of an update that changes the key
 * @param after the row after the change, or null for deletes, truncates and messages
 * @param message the logical message, or null for any other operation
 * @param sourceTime when the transaction committed (for a snapshot: when the row was read), {@code source.ts_ms}
 * @param eventTime when Debezium processed the change, {@code ts_ms}, or null when the envelope doesn't say
 * @param lsn where the change stands in the WAL, or null; not an order, see {@link #position}
 * @param transactionId PostgreSQL's transaction id, or null
 * @param snapshot which part of a snapshot the event belongs to
 * @param position the place in the commit order by which sinks fence: the record's header {@link CommitPosition#HEADER}, else
 *     the first element of {@code source.sequence}, 0 when it is null. It never falls along the stream, and the events of one
 *     transaction share it
 */
public record CdcEvent(
        CdcOperation operation,
        String database,
        String schema,
        String table,
        String connector,
        ObjectNode before,
        ObjectNode after,
        CdcMessage message,
        Instant sourceTime,
        Instant eventTime,
        Long lsn,
        Long transactionId,
        SnapshotMarker snapshot,
        long position) {

    /**
     * The row after the change with plain values, for conditions in routes: {@code ${body.newRow[status]} == 'failed'}. A value
     * is a String, Boolean, Integer, Long, List or Map; a number with a fraction, or beyond a long, is its exact text, which is
     * what Camel compares rightly.
     *
     * @return an unmodifiable map of the columns, empty when there is no such row
     */
    public Map<String, Object> newRow() {
        return after == null ? Map.of() : new RowView(after);
    }

    /** The row before the change, likewise: empty when PostgreSQL doesn't tell it. */
    public Map<String, Object> oldRow() {
        return before == null ? Map.of() : new RowView(before);
    }

    /** The same change at another place in the commit order. */
    CdcEvent at(long otherPosition) {
        return copy(operation, after, otherPosition);
    }

    /** The same change with another row after it. */
    public CdcEvent withAfter(ObjectNode row) {
        return copy(operation, row, position);
    }

    /** The row's removal at the same place in the commit order: for who no longer wants it. */
    public CdcEvent asDelete() {
        return copy(CdcOperation.DELETE, null, position);
    }

    private CdcEvent copy(CdcOperation otherOperation, ObjectNode otherAfter, long otherPosition) {
        return new CdcEvent(
                otherOperation,
                database,
                schema,
                table,
                connector,
                before,
                otherAfter,
                message,
                sourceTime,
                eventTime,
                lsn,
                transactionId,
                snapshot,
                otherPosition);
    }

    /** Without the rows, because logs and errors print events. */
    @Override
    public String toString() {
        String where = table == null ? database : database + " " + schema + "." + table;
        return "CdcEvent[" + operation + " " + where + " at " + position + "]";
    }
}
