package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Tells from the group's heartbeats whether Kafka is there: a Kafka consumer itself says nothing about a broker that is away,
 * its polls just stay empty. Looks once a second, on the polling thread.
 */
final class KafkaWatch {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG_ATTEMPT = Duration.ofSeconds(30);

    private final Consumer<?, ?> consumer;
    private final Flow flow;
    private final Instant begin;
    private Instant next = Instant.MIN;
    private Metric heartbeat;

    KafkaWatch(Consumer<?, ?> consumer, Flow flow) {
        this.consumer = consumer;
        this.flow = flow;
        this.begin = flow.clock().instant();
    }

    /**
     * Reports whether Kafka answers, and whether the route is stuck.
     *
     * @param batch the batch under way, or null; one that failed has reported its own cause
     */
    void look(Batch batch) {
        Instant now = flow.clock().instant();
        if (now.isBefore(next) || (batch != null && batch.hasFailed())) {
            return;
        }
        next = now.plus(INTERVAL);
        double silence = secondsSinceHeartbeat();
        String brokers = flow.settings().brokers();
        if (silence < 0) {
            if (Duration.between(begin, now).compareTo(PATIENCE) > 0) {
                flow.report()
                        .waiting("Kafka at " + brokers
                                + " has not answered yet; start it or correct kafka.bootstrap.servers");
            }
        } else if (silence > PATIENCE.toSeconds()) {
            flow.report().waiting("Kafka at " + brokers + " has not answered for " + (long) silence + " s");
        } else if (batch != null && batch.isRunning() && isLong(batch, now)) {
            flow.report()
                    .waiting("its route has been working on a batch of " + batch.size() + " records since "
                            + batch.started());
        } else {
            flow.report().consuming();
        }
    }

    private static boolean isLong(Batch batch, Instant now) {
        return Duration.between(batch.started(), now).compareTo(LONG_ATTEMPT) > 0;
    }

    /** Negative before the first heartbeat, that is before the group was joined. */
    private double secondsSinceHeartbeat() {
        if (heartbeat == null) {
            consumer.metrics().forEach((name, metric) -> {
                if (name.name().equals("last-heartbeat-seconds-ago")) {
                    heartbeat = metric;
                }
            });
        }
        return heartbeat == null ? -1 : (double) heartbeat.metricValue();
    }
}
