package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotContext;
import io.debezium.pipeline.spi.OffsetContext;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be known of an incremental snapshot for as long as it runs. Debezium keeps a snapshot's id in the offset, so that it
 * is known after a restart and in each replica: {@code <id of the request>/<tables>/<milliseconds>/<LSN>}.
 *
 * @param request the id of the request
 * @param tables how many tables were asked for
 * @param since when it was asked for, in milliseconds since 1970
 * @param floor the LSN by which its rows are fenced: every change that the stream brought later is newer than they are; 0 when
 *     no transaction had been streamed yet
 */
public record SnapshotId(String request, int tables, long since, long floor) {

    private static final Pattern FORM = Pattern.compile("(.*)/(\\d+)/(\\d+)/(\\d+)");

    /** The id of a snapshot that is asked for now. What is added to a running one shares its floor. */
    static SnapshotId begin(String request, int tables, OffsetContext offset) {
        long floor = 0;
        if (offset instanceof PostgresOffsetContext postgres && postgres.lastCommitLsn() != null) {
            floor = postgres.lastCommitLsn().asLong() - 1;
        }
        boolean running = offset.getIncrementalSnapshotContext().snapshotRunning();
        SnapshotId before =
                running ? parse(offset.getIncrementalSnapshotContext().getCorrelationId()) : null;
        return before == null
                ? new SnapshotId(request, tables, System.currentTimeMillis(), floor)
                : new SnapshotId(before.request, before.tables + tables, before.since, before.floor);
    }

    /** The id of the snapshot that runs at an offset, or null when none does. */
    public static SnapshotId at(Map<String, ?> offset) {
        return parse((String) offset.get(AbstractIncrementalSnapshotContext.CORRELATION_ID));
    }

    /** Reads an id, or null when it is none of ours. */
    static SnapshotId parse(String id) {
        Matcher form = FORM.matcher(id == null ? "" : id);
        return form.matches()
                ? new SnapshotId(
                        form.group(1),
                        Integer.parseInt(form.group(2)),
                        Long.parseLong(form.group(3)),
                        Long.parseLong(form.group(4)))
                : null;
    }

    @Override
    public String toString() {
        return request + "/" + tables + "/" + since + "/" + floor;
    }
}
