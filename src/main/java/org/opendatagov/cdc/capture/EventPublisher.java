package org.opendatagov.cdc.capture;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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

    private static final int TOPICS_AT_ONCE = 32;
    private static final Duration LEARNING = Duration.ofSeconds(10);

    /** How long Kafka may take to end a transaction, after which it does so by itself when {@code transaction.timeout.ms} is over. */
    private static final Duration ABORT = Duration.ofSeconds(3);

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

    /**
     * Has the producer learn of topics before their first event. With each that it doesn't know it waits up to a tenth of a second for Kafka,
     * one after the other; here many wait together. A topic that it can't learn of is found out about with its first event.
     */
    void learn(List<String> topics) throws InterruptedException {
        if (topics.size() < 2) {
            return;
        }
        ExecutorService asking = Executors.newFixedThreadPool(Math.min(topics.size(), TOPICS_AT_ONCE));
        try {
            asking.invokeAll(
                    topics.stream()
                            .map(topic -> (Callable<Integer>)
                                    () -> producer.partitionsFor(topic).size())
                            .toList(),
                    LEARNING.toMillis(),
                    TimeUnit.MILLISECONDS);
        } finally {
            asking.shutdownNow();
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

    /**
     * A partition that a transform has chosen.
     *
     * @throws IllegalArgumentException when the topic doesn't have it, which Kafka's producer would wait for
     */
    int checked(String topic, int partition) {
        int partitions = producer.partitionsFor(topic).size();
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException("a transform has chosen partition " + partition + " of topic " + topic
                    + ", which has the partitions 0 to " + (partitions - 1)
                    + "; give the topic more partitions, or change the transform's options");
        }
        return partition;
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
        }
        // Kafka's producer may end a transaction ahead of a record that was sent just before the commit.
        producer.flush();
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

    /**
     * Takes an open batch back, also in a thread that is interrupted: until Kafka knows, whoever reads committed records waits, other connectors
     * for their offsets too. Without transactions it drops what hasn't been sent yet: the next run sends it.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            producer.close(exactlyOnce ? ABORT : Duration.ZERO);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
