package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What one poll brought, from its first attempt until it is completed or let go. The polling thread owns it; an attempt runs
 * on the worker and sees only which partitions were held when it began.
 */
final class Batch {

    /** One try to hand the batch on: decoding first, where that has not been done. */
    interface Attempt {
        /**
         * Does a part of what can be done before the first try, while another batch is under way; what fails is left to the try.
         *
         * @return false when nothing is left to do
         */
        default boolean prepareSome() {
            return false;
        }

        /**
         * Hands on the records of the given partitions.
         *
         * @return whether there were any that the flow hands on
         * @throws Exception when they must come again
         */
        boolean run(Set<TopicPartition> held) throws Exception;

        /** Counts what a try that succeeded has handed on; by the polling thread, while the next batch may be under way. */
        default void measure() {}
    }

    private final Map<TopicPartition, OffsetAndMetadata> next;
    private final Set<TopicPartition> held;
    private final int size;
    private final Attempt attempt;
    private Future<Boolean> running;
    private Instant started;
    private Instant due = Instant.MIN;
    private boolean failed;
    private boolean completed;
    private boolean handedOn;

    Batch(ConsumerRecords<byte[], byte[]> polled, Attempt attempt) {
        this.next = new HashMap<>(polled.nextOffsets());
        this.held = new HashSet<>(next.keySet());
        this.size = polled.count();
        this.attempt = attempt;
    }

    /** Where the partitions that are still held go on after this batch. */
    Map<TopicPartition, OffsetAndMetadata> next() {
        return Collections.unmodifiableMap(next);
    }

    /** Partitions go on there after this batch, since nothing for a flow lies between. */
    void goOnBehind(Map<TopicPartition, OffsetAndMetadata> offsets) {
        next.putAll(offsets);
    }

    /** Has a part of that done which can be while another batch is under way; false when nothing of it is left. */
    boolean prepareSome() {
        return attempt.prepareSome();
    }

    boolean isDue(Instant now) {
        return running == null && !completed && !now.isBefore(due);
    }

    /** Whether an attempt has succeeded. */
    boolean isCompleted() {
        return completed;
    }

    /** Whether the attempt that succeeded handed anything on. */
    boolean wasHandedOn() {
        return handedOn;
    }

    /** Counts what the attempt that succeeded handed on. */
    void measure() {
        attempt.measure();
    }

    boolean hasFailed() {
        return failed;
    }

    void start(ExecutorService worker, Instant now) {
        Set<TopicPartition> heldNow = Set.copyOf(held);
        started = now;
        running = worker.submit(() -> attempt.run(heldNow));
    }

    boolean isRunning() {
        return running != null;
    }

    /** Whether an attempt runs that hasn't ended. */
    boolean isAtWork() {
        return running != null && !running.isDone();
    }

    /** When the running attempt began. */
    Instant started() {
        return started;
    }

    /** Waits for the running attempt; false when it still runs after the given time. */
    boolean await(Duration time) throws InterruptedException {
        try {
            running.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /** Ends the attempt that {@link #await} saw end: null when the batch is completed, else why it must come again. */
    Throwable outcome() throws InterruptedException {
        try {
            handedOn = running.get();
            completed = true;
            failed = false;
            return null;
        } catch (ExecutionException e) {
            failed = true;
            return e.getCause();
        } finally {
            running = null;
        }
    }

    boolean holdsAnyOf(Collection<TopicPartition> partitions) {
        return partitions.stream().anyMatch(held::contains);
    }

    void retryAt(Instant time) {
        due = time;
    }

    /**
     * Lets go of partitions: the next attempt leaves their records out, and their offsets are never committed.
     *
     * @return whether anything is left
     */
    boolean letGo(Collection<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
        held.removeAll(partitions);
        // What was passed behind it still goes on there.
        return !next.isEmpty();
    }

    /** What it is, for messages. */
    @Override
    public String toString() {
        return size == 1 ? "a record" : "a batch of " + size + " records";
    }

    /** Gives up: an attempt that still runs is interrupted, and what it does counts no more. */
    void abandon() {
        if (running != null) {
            running.cancel(true);
        }
    }
}
