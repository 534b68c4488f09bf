package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.base.QueueProvider;
import io.debezium.pipeline.DataChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What Debezium has read and the route hasn't taken yet, bounded by events and by bytes. Unlike Debezium's own queue it hands
 * over what is there at once and doesn't wait for a batch to fill: while one batch is under way, the next one gathers.
 *
 * <p>Debezium's reader puts events in through {@link QueueProvider}, and is held up here while the queue is full; {@link
 * CaptureTask} takes them out. A batch takes up to half of the queue's bytes, and one event at least.
 */
class EventQueue implements QueueProvider<DataChangeEvent> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final DataChangeEvent[] events;
    private final long[] sizes;
    private final int maxBatch;
    private final UnaryOperator<DataChangeEvent> stamp;
    private final long maxBytes;
    private int head;
    private int count;
    private long bytes;

    /**
     * @param maxEvents how many events it holds
     * @param maxBytes how many bytes it holds, as {@link EventSize} counts them; 0 sets no bound
     * @param maxBatch how many events may be taken at once
     * @param stamp what is done to each event before it is put in
     */
    EventQueue(int maxEvents, long maxBytes, int maxBatch, UnaryOperator<DataChangeEvent> stamp) {
        this.stamp = stamp;
        this.events = new DataChangeEvent[maxEvents];
        this.sizes = new long[maxEvents];
        this.maxBytes = maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
        this.maxBatch = maxBatch;
    }

    @Override
    public String name() {
        return "opendatagov";
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // The constructor has said it all.
    }

    @Override
    public void enqueue(DataChangeEvent unstamped) throws InterruptedException {
        DataChangeEvent event = stamp.apply(unstamped);
        long size = EventSize.of(event.getRecord());
        lock.lockInterruptibly();
        try {
            while (count == events.length || bytes >= maxBytes) {
                notFull.await();
            }
            int tail = (head + count) % events.length;
            events[tail] = event;
            sizes[tail] = size;
            bytes += size;
            if (count++ == 0) {
                notEmpty.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what is there, and waits only while there is nothing.
     *
     * @return the events in order, none when the time is over
     */
    List<SourceRecord> take(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (count == 0) {
                if (nanos <= 0) {
                    return List.of();
                }
                nanos = notEmpty.awaitNanos(nanos);
            }
            List<SourceRecord> batch = new ArrayList<>(Math.min(count, maxBatch));
            long batchBytes = 0;
            while (count > 0
                    && batch.size() < maxBatch
                    && (batch.isEmpty() || batchBytes + sizes[head] <= maxBytes / 2)) {
                batchBytes += sizes[head];
                batch.add(remove());
            }
            notFull.signal();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private SourceRecord remove() {
        SourceRecord record = events[head].getRecord();
        events[head] = null;
        bytes -= sizes[head];
        head = (head + 1) % events.length;
        count--;
        return record;
    }

    /** Debezium's own way of taking events, which {@link CaptureTask} doesn't use. */
    @Override
    public DataChangeEvent poll() {
        throw new UnsupportedOperationException("events are taken by the batch");
    }

    /** For Debezium's metrics. Never its maximum, where Debezium would wait in its own way, by polling. */
    @Override
    public int size() {
        lock.lock();
        try {
            return Math.min(count, events.length - 1);
        } finally {
            lock.unlock();
        }
    }
}
