package org.opendatagov.cdc.capture;

import java.time.Instant;

/**
 * How far a snapshot is, at one moment.
 *
 * @param incremental whether it runs beside the stream, on demand; otherwise it is the snapshot before the stream
 * @param tablesDone tables that are read whole
 * @param tables tables to read in all
 * @param table the table whose rows come at present as {@code schema.table}, or null before the first row
 * @param rows rows that are in Kafka
 * @param expectedRows about how many rows there are in all by PostgreSQL's statistics, or -1 when they don't tell
 * @param since when it began, or null when nothing tells
 */
public record SnapshotProgress(
        boolean incremental, int tablesDone, int tables, String table, long rows, long expectedRows, Instant since) {

    /** For people: {@code 3 of 10 tables, 120000 of about 500000 rows, now public.audit_events}. */
    @Override
    public String toString() {
        return tablesDone + " of " + tables + " tables, " + rows
                + (expectedRows < rows ? "" : " of about " + expectedRows) + " rows"
                + (table == null ? "" : ", now " + table);
    }
}
