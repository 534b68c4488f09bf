package org.opendatagov.cdc.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.schemas.SchemaProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the records of one batch and hands them to the route. Decoding goes on where it stopped, so a record that can't be
 * decoded becomes one dead letter however often the batch is tried; one whose schema can't be had is decoded at the next try. Used by
 * the worker alone, from its preparation until it is measured.
 */
final class Delivery implements Batch.Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Records that are decoded at once, within a millisecond or two. */
    private static final int STEP = 100;

    private final Flow flow;
    private final Iterator<ConsumerRecord<byte[], byte[]>> undecoded;
    private final int partitions;
    private final List<CdcRecord> decoded = new ArrayList<>();
    private ConsumerRecord<byte[], byte[]> next;
    private ConsumerRecord<byte[], byte[]> undecodable;
    private String cause;
    private boolean preparable = true;

    Delivery(ConsumerRecords<byte[], byte[]> polled, Flow flow) {
        this.flow = flow;
        this.undecoded = polled.iterator();
        this.partitions = polled.nextOffsets().size();
    }

    @Override
    public boolean run(Set<TopicPartition> held) throws Exception {
        try {
            decode();
            if (held.size() < partitions) {
                decoded.removeIf(record -> !held.contains(partition(record.source())));
            }
            if (!decoded.isEmpty()) {
                flow.route().process(List.copyOf(decoded));
            }
            return !decoded.isEmpty();
        } catch (Exception e) {
            flow.meter().failed();
            throw e;
        }
    }

    @Override
    public void measure() {
        flow.meter().completed(decoded, flow.clock().instant());
    }

    /** Decodes a few records, up to the first one that can't be decoded. */
    @Override
    public boolean prepareSome() {
        if (!preparable) {
            return false;
        }
        try {
            for (int i = 0; i < STEP && undecodable == null && isLeft(); i++) {
                decodeNext();
            }
            preparable = undecodable == null && isLeft();
        } catch (SchemaProblem e) {
            LOG.debug("{}: the attempt will say that a schema is missing", flow.id(), e);
            preparable = false;
        }
        return true;
    }

    private void decode() {
        bury();
        while (isLeft()) {
            decodeNext();
            bury();
        }
    }

    private boolean isLeft() {
        return next != null || undecoded.hasNext();
    }

    private void decodeNext() {
        if (next == null) {
            next = undecoded.next();
        }
        try {
            CdcRecord change = flow.decoder().decode(next);
            if (change != null) {
                decoded.add(change);
            }
        } catch (SchemaProblem e) {
            throw e;
        } catch (RuntimeException e) {
            undecodable = next;
            cause = Causes.sentence(e);
        }
        next = null;
    }

    /** Writes the undecodable record, if there is one, to the dead letters; throws when Kafka doesn't take it. */
    private void bury() {
        if (undecodable != null) {
            flow.deadLetters().put(flow.id(), undecodable, cause);
            undecodable = null;
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
