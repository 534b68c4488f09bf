/**
 * The Camel component {@code postgres-cdc}: Debezium's engine as a consumer of whole batches, which confirms a batch to PostgreSQL only
 * after Kafka has it and its offset; and the life of a connector. Its parts have packages of their own: {@code connector}, {@code values},
 * {@code hypertable}, {@code preflight} and {@code engine}. It uses the rooms {@code event}, {@code topics}, {@code schemas}, {@code refusal} and {@code retry}.
 */
package org.opendatagov.cdc.capture;
