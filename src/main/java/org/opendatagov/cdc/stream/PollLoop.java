package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The polling thread's work: keeps a member in the consumer group until the flow is stopped. When its Kafka consumer can't be
 * made or breaks, it says so and makes another one after a pause.
 */
final class PollLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

    private final Flow flow;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Backoff backoff;

    PollLoop(Flow flow) {
        this.flow = flow;
        this.backoff =
                new Backoff(flow.settings().backoffInitial(), flow.settings().backoffMax());
    }

    /** Asks the loop to end; it does so within the flow's grace and a few seconds. */
    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        try {
            while (stop.getCount() > 0) {
                consume();
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("{} was interrupted", flow.id(), e);
        } finally {
            flow.report().stopped(null);
        }
    }

    private void consume() throws InterruptedException {
        Instant begin = flow.clock().instant();
        try (GroupMember member = join()) {
            member.run();
        } catch (InterruptedException | InterruptException e) {
            throw e;
        } catch (Throwable e) {
            LOG.debug("{} lost its Kafka consumer", flow.id(), e);
            if (begin.plus(flow.settings().backoffMax()).isBefore(flow.clock().instant())) {
                backoff.reset();
            }
            Duration pause = backoff.next();
            flow.report()
                    .failed(
                            "its Kafka consumer at " + flow.settings().brokers() + " (kafka.bootstrap.servers) failed: "
                                    + Causes.sentence(e),
                            pause);
            if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{} is stopped while it waits for Kafka", flow.id());
            }
        }
    }

    private GroupMember join() {
        return new GroupMember(
                new KafkaConsumer<>(flow.settings().kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                flow,
                stop);
    }
}
