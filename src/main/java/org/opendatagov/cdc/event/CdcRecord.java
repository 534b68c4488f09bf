package org.opendatagov.cdc.event;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A change event together with the Kafka record that carried it: what delivery routes hand on, as a list a batch.
 *
 * @param key the key of the row, or null for events that belong to no row (truncates, messages, tables without a key)
 * @param event the change
 * @param source the record as it was read, for its position and for dead letters
 */
public record CdcRecord(RowKey key, CdcEvent event, ConsumerRecord<byte[], byte[]> source) {}
