package org.opendatagov.cdc.verify;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opendatagov.cdc.capture.RowDesk;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.rows.TableRows;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.HeldRow;
import org.opendatagov.cdc.sink.HeldRow.State;
import org.opendatagov.cdc.sink.RowSink;

/** Has deletes published that the stream has missed, and waits until the sink has them. */
final class ExtraDeletes {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RowDesk source;
    private final TableName table;
    private final TableRows rows;
    private final RowSink sink;

    ExtraDeletes(RowDesk source, TableName table, TableRows rows, RowSink sink) {
        this.source = source;
        this.table = table;
        this.rows = rows;
        this.sink = sink;
    }

    /**
     * Publishes deletes.
     *
     * @param removed the removals of rows that the sink holds and the table doesn't have
     */
    void publish(List<CdcRecord> removed) throws InterruptedException {
        // Whoever captures looks whether the rows are there when it has come past each of these.
        long position =
                removed.stream().mapToLong(row -> row.event().position()).max().orElseThrow();
        source.publishDeletes(
                table, removed.stream().map(row -> rows.texts(row.key())).toList(), position);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isHeld(removed, position) && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private boolean isHeld(List<CdcRecord> removed, long position) {
        List<HeldRow> held = sink.compare(removed, rows.generatedColumns());
        return held.stream().anyMatch(row -> row.state() != State.SAME && row.position() <= position);
    }
}
