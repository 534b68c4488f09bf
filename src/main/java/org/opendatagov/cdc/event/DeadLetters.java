package org.opendatagov.cdc.event;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a flow puts a record that it can never deliver, so that nothing is lost and the records behind it go on. */
public interface DeadLetters {

    /**
     * Writes the record to the flow's dead-letter topic, with its position and the cause in headers, and returns when Kafka
     * has acknowledged it.
     *
     * @param flow the id of the route that gave up
     * @param record the record as it was read
     * @param cause why it can't be delivered, one sentence
     * @throws org.apache.kafka.common.KafkaException when Kafka doesn't take it: the record is then still undelivered
     */
    void put(String flow, ConsumerRecord<byte[], byte[]> record, String cause);
}
