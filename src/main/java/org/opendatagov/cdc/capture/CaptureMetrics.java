package org.opendatagov.cdc.capture;

import io.debezium.engine.ChangeEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.RecordOrigin;
import org.opendatagov.cdc.event.CdcOperation;

/**
 * Counts what a connector has delivered: {@code cdc.events} by connector, table and operation, and in
 * {@code cdc.capture.delay} the time from commit to Kafka's acknowledgement of the last event of each batch. For one thread.
 */
class CaptureMetrics {

    private final MeterRegistry registry;
    private final String connector;
    private final Timer delay;
    private final Map<String, Map<String, Counter>> counters = new HashMap<>();

    CaptureMetrics(MeterRegistry registry, String connector) {
        this.registry = registry;
        this.connector = connector;
        this.delay = Timer.builder("cdc.capture.delay")
                .description("Time from commit to Kafka's acknowledgement, of the last event of each batch")
                .tag("connector", connector)
                .register(registry);
    }

    void delivered(List<ChangeEvent<byte[], byte[]>> events) {
        RecordOrigin last = null;
        for (ChangeEvent<byte[], byte[]> event : events) {
            RecordOrigin origin = RouteBatches.record(event).origin();
            if (origin.operation() != null) {
                last = origin;
                counter(origin.table() == null ? "" : origin.table(), origin.operation())
                        .increment();
            }
        }
        if (last != null && last.snapshot() == null) {
            delay.record(Duration.ofMillis(Math.max(0, System.currentTimeMillis() - last.millis())));
        }
    }

    private Counter counter(String table, String operation) {
        return counters.computeIfAbsent(table, name -> new HashMap<>())
                .computeIfAbsent(
                        operation,
                        code -> Counter.builder("cdc.events")
                                .description("Change events that Kafka has acknowledged")
                                .tag("connector", connector)
                                .tag("table", table)
                                .tag("operation", CdcOperation.ofCode(code).lowerCaseName())
                                .register(registry));
    }
}
