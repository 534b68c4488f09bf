package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Tells from the group's heartbeats whether Kafka is there: a Kafka consumer itself says nothing about a broker that is away,
 * its polls just stay empty. It looks once a second, on the polling thread.
 */
final class KafkaWatch {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG_ATTEMPT = Duration.ofSeconds(30);

    private final Consumer<?, ?> consumer;
    private final Flow flow;
    private final Instant begin;
    private Instant joined;
    private Instant next = Instant.MIN;
    private Metric heartbeat;

    KafkaWatch(Consumer<?, ?> consumer, Flow flow) {
        this.consumer = consumer;
        this.flow = flow;
        this.begin = flow.clock().instant();
    }

    /** The group has given this member its partitions. */
    void joined() {
        joined = flow.clock().instant();
        next = Instant.MIN;
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
        if (joined == null) {
            if (isOver(PATIENCE, begin, now)) {
                flow.report().waiting(kafka() + " has not answered yet; start it or correct kafka.bootstrap.servers");
            }
        } else if (isOver(PATIENCE, lastAnswer(now), now)) {
            flow.report().waiting(kafka() + " has not answered since " + lastAnswer(now));
        } else if (batch != null && batch.isRunning() && isOver(LONG_ATTEMPT, batch.started(), now)) {
            flow.report().waiting("its route has been working on " + batch + " since " + batch.started());
        } else {
            flow.report().consuming();
        }
    }

    private String kafka() {
        return "Kafka at " + flow.settings().brokers();
    }

    private static boolean isOver(Duration limit, Instant from, Instant to) {
        return Duration.between(from, to).compareTo(limit) > 0;
    }

    /** The last heartbeat, or when the group was joined, if that was later. */
    private Instant lastAnswer(Instant now) {
        if (heartbeat == null) {
            consumer.metrics().forEach((name, metric) -> {
                if (name.name().equals("last-heartbeat-seconds-ago")) {
                    heartbeat = metric;
                }
            });
        }
        double seconds = heartbeat == null ? -1 : (double) heartbeat.metricValue();
        Instant beat = seconds < 0 ? joined : now.minusSeconds((long) seconds);
        return beat.isAfter(joined) ? beat : joined;
    }
}
