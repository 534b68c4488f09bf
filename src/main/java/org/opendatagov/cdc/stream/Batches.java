package org.opendatagov.cdc.stream;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The batch that is under way, and the one after it, which is decoded meanwhile. Of the polling thread. */
final class Batches {

    private final Flow flow;
    private final Positions positions;
    private final KeyColumns keyColumns;
    /** Where the partitions go on in which nothing but marks of transactions has come since the batch began. */
    private final Map<TopicPartition, OffsetAndMetadata> passed = new HashMap<>();

    private Batch current;
    private Batch next;

    Batches(Flow flow, Positions positions) {
        this.flow = flow;
        this.positions = positions;
        this.keyColumns = new KeyColumns(flow.id());
    }

    /** The one that is under way, or null. */
    Batch current() {
        return current;
    }

    /** Whether there is one after it. */
    boolean haveNext() {
        return next != null;
    }

    void take(ConsumerRecords<byte[], byte[]> polled) {
        if (polled.isEmpty()) {
            passed.putAll(polled.nextOffsets());
            completePassed();
            return;
        }
        if (next != null) {
            throw new IllegalStateException("Kafka brought records of partitions that are paused");
        }
        keyColumns.look(polled);
        Batch taken = new Batch(polled, new Delivery(polled, flow));
        if (current == null) {
            current = taken;
        } else {
            next = taken;
            next.prepare();
        }
    }

    /** The one that is under way has been delivered. */
    void completed() {
        positions.completed(current.next());
        completePassed();
    }

    /** Before the batch is done, nothing that lies behind it is. */
    private void completePassed() {
        if (current == null || current.isCompleted()) {
            positions.completed(passed);
            passed.clear();
        }
    }

    /** The one that was under way is no more, and the next takes its place. */
    void advance() {
        current = next;
        next = null;
    }

    /**
     * Lets go of partitions.
     *
     * @return whether that ends the one that is under way
     */
    boolean letGo(Collection<TopicPartition> partitions) {
        positions.forget(partitions);
        passed.keySet().removeAll(partitions);
        if (next != null && !next.letGo(partitions)) {
            next = null;
        }
        return current != null && !current.letGo(partitions);
    }

    void abandon() {
        if (current != null) {
            current.abandon();
        }
        current = null;
        next = null;
    }
}
