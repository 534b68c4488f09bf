package org.opendatagov.cdc.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.opendatagov.cdc.retry.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets that the route has completed and Kafka has not confirmed yet, of partitions that are still ours. What a commit
 * could not store stays here and goes with the next one. Used by the polling thread alone.
 */
final class Positions {

    private static final Logger LOG = LoggerFactory.getLogger(Positions.class);
    private static final long LAZY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> completed = new HashMap<>();
    private long lastCommit = System.nanoTime();

    Positions(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    void completed(Map<TopicPartition, OffsetAndMetadata> next) {
        completed.putAll(next);
    }

    /** Sends what there is without waiting for the answer. */
    void commit() {
        if (completed.isEmpty()) {
            return;
        }
        lastCommit = System.nanoTime();
        consumer.commitAsync(Map.copyOf(completed), (offsets, failure) -> {
            if (failure == null) {
                offsets.forEach(completed::remove);
            } else if (failure instanceof RetriableException || failure instanceof RebalanceInProgressException) {
                LOG.debug("A commit failed and is sent again", failure);
            } else {
                LOG.warn("A commit failed and is sent again: {}", Causes.sentence(failure));
            }
        });
    }

    /**
     * Stores what there is.
     *
     * @return false when that must be tried again
     * @throws KafkaException when trying again can't help
     */
    boolean store() {
        try {
            consumer.commitSync(Map.copyOf(completed), TIMEOUT);
            completed.clear();
            return true;
        } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
            LOG.debug("A commit failed and is tried again", e);
            return false;
        }
    }

    /** Sends what there is, if the last commit was a while ago. */
    void commitLazily() {
        if (!completed.isEmpty() && System.nanoTime() - lastCommit >= LAZY_NANOS) {
            commit();
        }
    }

    /** Stores what there is before partitions go. When that fails, their next owner gets the last records again. */
    void commitNow() {
        if (completed.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(completed), TIMEOUT);
            completed.clear();
        } catch (KafkaException e) {
            LOG.info("The last offsets could not be committed, so their records come again: {}", Causes.sentence(e));
        }
    }

    /** Partitions that are no longer ours: their offsets are for their next owner to commit. */
    void forget(Collection<TopicPartition> partitions) {
        completed.keySet().removeAll(partitions);
    }
}
