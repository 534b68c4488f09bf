package org.opendatagov.cdc.capture;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;

/**
 * Writes the batches of one run of a connector to Kafka, each with the offset that covers it. Exactly once: both in one
 * transaction, whose id belongs to the connector, so that Kafka refuses whatever an earlier run still has to say. Otherwise:
 * the offset after the events.
 *
 * <p>A batch is begun, sent, and then completed or abandoned, by one thread. When completing or abandoning fails, nobody
 * knows what Kafka holds; the run must then end, and the next one reads it from Kafka.
 */
class EventPublisher implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final boolean exactlyOnce;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Callback acknowledged = this::acknowledged;
    private volatile String failedTopic;

    EventPublisher(Producer<byte[], byte[]> producer, boolean exactlyOnce) {
        this.producer = producer;
        this.exactlyOnce = exactlyOnce;
    }

    /** Ends what an earlier run has left open, and shuts it out. */
    void start() {
        if (exactlyOnce) {
            producer.initTransactions();
        }
    }

    void begin() {
        failure.set(null);
        if (exactlyOnce) {
            producer.beginTransaction();
        }
    }

    /** The partition to which Kafka's own partitioner would send this key. */
    int partition(String topic, byte[] key) {
        int partitions = producer.partitionsFor(topic).size();
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Sends an event; what becomes of it is told by {@link #awaitAcknowledged}. */
    void send(ProducerRecord<byte[], byte[]> event) {
        // The callback tells all that the future would.
        var unused = producer.send(event, acknowledged);
    }

    /**
     * Waits until Kafka has every event that was sent.
     *
     * @throws UndeliveredException when Kafka doesn't take one of them
     */
    void awaitAcknowledged() throws UndeliveredException {
        producer.flush();
        Exception first = failure.get();
        if (first != null) {
            throw new UndeliveredException(failedTopic, first);
        }
    }

    /**
     * Completes the batch.
     *
     * @param offset the record of its offset, or null when it has none
     * @throws KafkaException when Kafka may or may not have it
     */
    void complete(ProducerRecord<byte[], byte[]> offset) {
        if (offset != null) {
            send(offset);
            // Kafka's producer may end a transaction ahead of a record that was sent just before the commit.
            producer.flush();
        }
        Exception first = failure.get();
        if (first != null) {
            throw new KafkaException("Kafka doesn't take the offset of a batch: " + first.getMessage(), first);
        }
        if (exactlyOnce) {
            producer.commitTransaction();
        }
    }

    /** Takes the batch back, as far as Kafka has it already. */
    void abandon() {
        if (exactlyOnce) {
            producer.abortTransaction();
        }
    }

    private void acknowledged(RecordMetadata record, Exception problem) {
        if (problem != null && failure.compareAndSet(null, problem)) {
            failedTopic = record == null ? null : record.topic();
        }
    }

    /** Drops what hasn't been sent yet: the next run sends it. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
