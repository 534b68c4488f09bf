package org.opendatagov.cdc.client;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the records that are no change events, which a {@link CdcConsumer} passes over. */
@FunctionalInterface
public interface BrokenRecords {

    /**
     * Takes one. When this throws, the loop ends with what it threw, and the record comes again to the next consumer of the group.
     *
     * @param record the record as it was read
     * @param cause what is wrong with it, one sentence that quotes nothing of it
     */
    void take(ConsumerRecord<byte[], byte[]> record, String cause);
}
