package org.opendatagov.cdc.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.event.FlowWarnings;

/**
 * What a sink tells the outside: the counter {@code cdc.sink.writes}, dead letters, and a line in the log for what it leaves
 * out. The counter counts writes: several events of one row in one batch are one write.
 */
final class SinkReport {

    /** How a write ended, as the counter's tag says it. */
    enum Result {
        WRITTEN,
        STALE,
        REMOVED,
        DEAD,
        LEFT_OUT
    }

    private record Write(String table, Result result) {}

    private static final Logger LOG = Logger.getLogger(SinkReport.class);

    private final String sink;
    private final DeadLetters deadLetters;
    private final FlowWarnings warnings;
    private final MeterRegistry meters;
    /** Kept, since the registry looks each up by all its tags. */
    private final Map<Write, Counter> counters = new ConcurrentHashMap<>();

    private final StaleSnapshot staleSnapshot;
    private final Set<String> leftOut = ConcurrentHashMap.newKeySet();

    SinkReport(String sink, DeadLetters deadLetters, FlowWarnings warnings, MeterRegistry meters) {
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.warnings = warnings;
        this.meters = meters;
        this.staleSnapshot = new StaleSnapshot(sink);
    }

    void count(CdcRecord row, Result result) {
        counters.computeIfAbsent(new Write(row.event().table(), result), this::counter)
                .increment();
        if (result == Result.STALE || result == Result.WRITTEN) {
            staleSnapshot.count(row, result == Result.STALE);
        }
    }

    private Counter counter(Write write) {
        return meters.counter(
                "cdc.sink.writes",
                "sink",
                sink,
                "table",
                write.table(),
                "result",
                write.result().name().toLowerCase(Locale.ROOT));
    }

    void dead(String flow, CdcRecord row, String cause) {
        deadLetters.put(flow, row.source(), cause);
        count(row, Result.DEAD);
    }

    /** Deals with what a batch holds beside rows. */
    void besideRows(String flow, RowBatch batch, Keyless keyless) {
        for (CdcRecord row : batch.keyless()) {
            String table = row.event().schema() + "." + row.event().table();
            if (keyless == Keyless.DEAD_LETTER) {
                dead(flow, row, "the table " + table + " has no primary key, so its rows have no entry in the " + sink);
            } else {
                count(row, Result.LEFT_OUT);
                warnings.warn(flow, "rows without a key of " + table, keylessSentence(table, keyless));
            }
        }
        batch.refused().forEach(refused -> dead(flow, refused.row(), refused.cause()));
        leaveOut(flow, batch.others());
    }

    private String keylessSentence(String table, Keyless keyless) {
        return keyless == Keyless.APPEND
                ? "updates and deletes of table " + table
                        + ", which has no primary key, can't be applied to the rows that" + " were appended to the "
                        + sink + ", and are left out; give the table a key"
                : "the table " + table + " has no primary key, so its rows have no entry in the " + sink
                        + " and are left out; give it a key, or set the sink's option keyless to append. If it had a key"
                        + " before, compare it with the sink: POST /admin/verifications";
    }

    private void leaveOut(String flow, List<CdcRecord> others) {
        for (CdcRecord other : others) {
            if (other.event().operation() == CdcOperation.TRUNCATE) {
                // The flow reports each, whether it hands them on or not.
                continue;
            }
            String what = other.event().operation().lowerCaseName() + " events"
                    + (other.event().table() == null
                            ? ""
                            : " of " + other.event().table());
            if (leftOut.add(what)) {
                LOG.warnf("%s: the %s leaves out %s, as they are about no single row", flow, sink, what);
            }
        }
    }
}
