package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.retry.TryLaterException;

/**
 * A member of the consumer group for as long as its Kafka consumer lives. One batch is under way at a time; meanwhile the next one
 * is fetched and decoded, and begins when the one before is done. While they are there, the member holds its partitions paused and goes on polling, so
 * that neither {@code max.poll.interval.ms} nor a rebalance ends its membership, however long a sink is away. Everything here runs
 * on the polling thread.
 */
final class GroupMember implements ConsumerRebalanceListener, AutoCloseable {

    /** How long an empty poll waits: as long as a stop may have to wait for it. */
    private static final Duration IDLE = Duration.ofMillis(250);
    /** A batch that is done within this time never pauses anything; a slower one is looked after at this interval. */
    private static final Duration STEP = Duration.ofMillis(100);
    /** How long a rebalance waits for the attempt under way. */
    private static final Duration REVOCATION_GRACE = Duration.ofSeconds(2);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Flow flow;
    private final Positions positions;
    private final FirstPositions first;
    private final KafkaWatch kafka;
    private final CountDownLatch stop;
    private final Backoff backoff;
    private final Batches batches;

    GroupMember(Consumer<byte[], byte[]> consumer, Flow flow, CountDownLatch stop) {
        this.consumer = consumer;
        this.flow = flow;
        this.stop = stop;
        this.positions = new Positions(consumer);
        this.first = new FirstPositions(consumer, flow.settings(), flow.clock());
        this.kafka = new KafkaWatch(consumer, flow);
        this.batches = new Batches(flow, positions);
        this.backoff =
                new Backoff(flow.settings().backoffInitial(), flow.settings().backoffMax());
    }

    /** Consumes until the flow is stopped; throws what makes a new Kafka consumer necessary. */
    void run() throws InterruptedException {
        consumer.subscribe(flow.settings().topics(), this);
        while (stop.getCount() > 0) {
            if (batches.current() == null) {
                batches.take(consumer.poll(IDLE));
            }
            if (batches.current() != null) {
                carryOn(batches.current());
            }
            positions.commitLazily();
            kafka.look(batches.current());
        }
    }

    private void carryOn(Batch batch) throws InterruptedException {
        beginIfDue(batch);
        lookAhead(batch);
        if (isCurrent(batch) && finishes(batch)) {
            // The sink has nothing to do until the next batch begins, so that comes before all else.
            if (batches.current() != null && stop.getCount() > 0) {
                beginIfDue(batches.current());
            }
            account(batch);
        }
        if (!isCurrent(batch)) {
            return;
        }
        if (!batch.isRunning()) {
            stop.await(STEP.toMillis(), TimeUnit.MILLISECONDS);
        }
        consumer.pause(consumer.assignment());
        batches.take(consumer.poll(Duration.ZERO));
    }

    private void beginIfDue(Batch batch) {
        Instant now = flow.clock().instant();
        if (batch.isDue(now)) {
            batch.start(flow.worker(), now);
        }
    }

    /** A poll may have ended it, and begun another one. */
    private boolean isCurrent(Batch batch) {
        return batches.current() == batch;
    }

    /** Has the next batches ready when this one is done. One by one, Kafka has to store that this one is done before. */
    private void lookAhead(Batch batch) {
        boolean more = true;
        while (more && isCurrent(batch) && batch.isAtWork()) {
            more = batches.prepareSome() || fetchAhead();
        }
    }

    /** Fetches a batch beside the one that is under way; false when there is none now, or shall be none. */
    private boolean fetchAhead() {
        if (batches.areEnough()
                || flow.settings().oneByOne()
                || !consumer.paused().isEmpty()) {
            return false;
        }
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ZERO);
        batches.take(polled);
        return !polled.isEmpty();
    }

    private boolean finishes(Batch batch) throws InterruptedException {
        return batch.isRunning() ? settles(batch, STEP) : batch.isCompleted() && goesOnAfter(batch);
    }

    /** Gives the attempt under way some time; true when it has completed the batch and another one has its place. */
    private boolean settles(Batch batch, Duration time) throws InterruptedException {
        if (!batch.await(time)) {
            return false;
        }
        Throwable failure = batch.outcome();
        if (failure == null) {
            batches.completed();
            return goesOnAfter(batch);
        }
        Duration asked = TryLaterException.pauseAfter(failure);
        Duration own = backoff.next();
        Duration pause = asked.compareTo(own) > 0 ? asked : own;
        batch.retryAt(flow.clock().instant().plus(pause));
        flow.report().failed(batch + " failed: " + Causes.sentence(failure), pause);
        return false;
    }

    /** Goes on to the next batch; one by one only when Kafka has stored that this one is done. */
    private boolean goesOnAfter(Batch batch) {
        if (flow.settings().oneByOne() && batch.wasHandedOn() && !positions.store()) {
            return false;
        }
        backoff.reset();
        goOn();
        return true;
    }

    /** What is to be done about a batch that is finished. */
    private void account(Batch batch) {
        if (!flow.settings().oneByOne()) {
            positions.commit();
        }
        batch.measure();
        flow.report().completedBatch();
    }

    private void goOn() {
        batches.advance();
        consumer.resume(consumer.paused());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        positions.completed(first.seek(partitions));
        kafka.joined();
        if (batches.current() != null) {
            consumer.pause(partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            Batch batch = batches.current();
            if (batch != null
                    && batch.isRunning()
                    && batch.holdsAnyOf(partitions)
                    && settles(batch, REVOCATION_GRACE)) {
                account(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
        positions.commitNow();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        if (batches.letGo(partitions)) {
            batches.current().abandon();
            goOn();
        }
    }

    /** Gives the attempt under way the rest of the stop's time, commits what was completed and leaves the group. */
    @Override
    public void close() throws InterruptedException {
        try {
            Batch batch = batches.current();
            if (batch != null && batch.isRunning() && settles(batch, flow.stopGrace())) {
                account(batch);
            }
            batches.abandon();
            positions.commitNow();
        } finally {
            batches.abandon();
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }
}
