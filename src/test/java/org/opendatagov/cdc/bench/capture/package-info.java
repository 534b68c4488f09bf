/**
 * What {@code bench/capture} runs: this service and Kafka Connect, each as it comes and each tuned, drain the same WAL of
 * the same PostgreSQL into the same broker, in turn, and tell what it cost. Servers are those of the tests. Every event is
 * counted by its key.
 */
package org.opendatagov.cdc.bench.capture;
