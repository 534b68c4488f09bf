package org.opendatagov.cdc.stream;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The batch that is under way, and those after it, which are decoded meanwhile. Of the polling thread. */
final class Batches {

    /** One to begin when the one under way is done, and one so that a small one after it leaves no gap. */
    private static final int AHEAD = 2;

    private final Flow flow;
    private final Positions positions;
    private final KeyColumns keyColumns;
    private Batch current;
    private final Deque<Batch> ahead = new ArrayDeque<>(AHEAD);

    Batches(Flow flow, Positions positions) {
        this.flow = flow;
        this.positions = positions;
        this.keyColumns = new KeyColumns(flow.id());
    }

    /** The one that is under way, or null. */
    Batch current() {
        return current;
    }

    /** Whether as many wait after it as may. */
    boolean areEnough() {
        return ahead.size() == AHEAD;
    }

    /**
     * Has a part of the batches that wait decoded: not more at once, so that the next one begins as soon as the one under way is
     * done.
     *
     * @return whether there was anything to decode
     */
    boolean prepareSome() {
        return ahead.stream().anyMatch(Batch::prepareSome);
    }

    void take(ConsumerRecords<byte[], byte[]> polled) {
        if (polled.isEmpty()) {
            pass(polled.nextOffsets());
            return;
        }
        if (areEnough()) {
            throw new IllegalStateException("Kafka brought records of partitions that are paused");
        }
        keyColumns.look(polled);
        Batch taken = new Batch(polled, new Delivery(polled, flow));
        if (current == null) {
            current = taken;
        } else {
            ahead.add(taken);
        }
    }

    /** Nothing but marks of transactions has come: before the last batch is done, nothing that lies behind it is. */
    private void pass(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Batch last = ahead.isEmpty() ? current : ahead.getLast();
        if (last == null || last.isCompleted()) {
            positions.completed(offsets);
        } else {
            last.goOnBehind(offsets);
        }
    }

    /** The one that is under way has been delivered. */
    void completed() {
        positions.completed(current.next());
    }

    /** The one that was under way is no more, and the next takes its place. */
    void advance() {
        current = ahead.poll();
    }

    /**
     * Lets go of partitions.
     *
     * @return whether that ends the one that is under way
     */
    boolean letGo(Collection<TopicPartition> partitions) {
        positions.forget(partitions);
        ahead.removeIf(batch -> !batch.letGo(partitions));
        return current != null && !current.letGo(partitions);
    }

    void abandon() {
        if (current != null) {
            current.abandon();
        }
        current = null;
        ahead.clear();
    }
}
