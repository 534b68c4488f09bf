package org.opendatagov.cdc.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * The metrics of one flow: the timer {@code cdc.delay} from a change's commit in the database to the end of its batch, by
 * table, and the counter {@code cdc.batches} by result. Snapshot reads have no delay: their rows are of any age.
 */
final class DelayMeter {

    private final String flow;
    private final MeterRegistry meters;
    private final Counter completed;
    private final Counter failed;
    private final Map<String, Timer> delays = new HashMap<>();

    DelayMeter(String flow, MeterRegistry meters) {
        this.flow = flow;
        this.meters = meters;
        this.completed = meters.counter("cdc.batches", "flow", flow, "result", "completed");
        this.failed = meters.counter("cdc.batches", "flow", flow, "result", "failed");
    }

    void completed(List<CdcRecord> records, Instant now) {
        completed.increment();
        for (CdcRecord record : records) {
            CdcEvent event = record.event();
            if (event.sourceTime() != null && !event.snapshot().isSnapshot()) {
                Duration delay = Duration.between(event.sourceTime(), now);
                // The database's clock may run ahead of ours.
                delay(event.table()).record(delay.isNegative() ? Duration.ZERO : delay);
            }
        }
    }

    void failed() {
        failed.increment();
    }

    private Timer delay(String table) {
        return delays.computeIfAbsent(
                table == null ? "" : table,
                name -> Timer.builder("cdc.delay")
                        .description("From a change's commit in the database to the end of its batch")
                        .tags("flow", flow, "table", name)
                        .register(meters));
    }
}
