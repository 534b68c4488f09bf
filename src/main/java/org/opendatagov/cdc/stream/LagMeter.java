package org.opendatagov.cdc.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.threads.ServiceThreads;

/**
 * Measures now and then how far each flow of this process is behind: the gauges {@code cdc.flow.lag.events} and {@code
 * cdc.flow.lag.seconds} by flow, over all partitions, also those that another process delivers. They have no value while Kafka can't be
 * asked.
 */
@Singleton
class LagMeter {

    private static final Logger LOG = Logger.getLogger(LagMeter.class);
    private static final int LOOK_SECONDS = 10;

    private final StreamFlows flows;
    private final MeterRegistry meters;
    private final Map<String, List<PartitionLag>> lags = new ConcurrentHashMap<>();
    private final Map<String, FlowLag> known = new HashMap<>();
    private final ScheduledExecutorService looks;
    private Future<?> looking;

    LagMeter(StreamFlows flows, MeterRegistry meters, ServiceThreads threads) {
        this.flows = flows;
        this.meters = meters;
        this.looks = threads.executor("flow-lags");
    }

    void start(@Observes AfterStart started) {
        looking = looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        Map<String, FlowLag> running = flows.lags();
        known.entrySet().removeIf(flow -> {
            boolean gone = running.get(flow.getKey()) != flow.getValue();
            if (gone) {
                flow.getValue().close();
                lags.remove(flow.getKey());
            }
            return gone;
        });
        running.forEach((flow, lag) -> {
            known.put(flow, lag);
            measure(flow, lag);
        });
    }

    private void measure(String flow, FlowLag lag) {
        try {
            if (lags.put(flow, lag.measure()) == null) {
                gauge("cdc.flow.lag.events", flow, "Events that the flow has yet to deliver", LagMeter::events);
                gauge("cdc.flow.lag.seconds", flow, "Since the commit of the first of them", LagMeter::seconds);
            }
        } catch (RuntimeException e) {
            // Kafka's client, mostly; whatever it is, the next look asks with another client.
            LOG.debugf("The lag of %s can't be measured: %s", flow, Causes.of(e));
            lags.remove(flow);
            lag.close();
        }
    }

    /** Registered once; a meter of the same name and flow is the same one. */
    private void gauge(String name, String flow, String description, ToDoubleFunction<List<PartitionLag>> value) {
        Gauge.builder(name, lags, all -> {
                    List<PartitionLag> partitions = all.get(flow);
                    return partitions == null ? Double.NaN : value.applyAsDouble(partitions);
                })
                .description(description)
                .tag("flow", flow)
                .register(meters);
    }

    private static double events(List<PartitionLag> partitions) {
        return partitions.stream().mapToLong(PartitionLag::events).sum();
    }

    private static double seconds(List<PartitionLag> partitions) {
        return partitions.stream()
                        .map(PartitionLag::time)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }

    @PreDestroy
    void stop() throws InterruptedException {
        if (looking != null) {
            looking.cancel(true);
        }
        looks.shutdownNow();
        if (looks.awaitTermination(1, TimeUnit.SECONDS)) {
            known.values().forEach(FlowLag::close);
        }
    }
}
