/**
 * What {@code bench/deliver} runs: this service delivers the same events from Kafka to Redis and to Elasticsearch, in turn with plain
 * clients that write the same rows from bytes that were made before, as fast as the servers take them. After each run every row is
 * compared with its table.
 */
package org.opendatagov.cdc.bench.deliver;
