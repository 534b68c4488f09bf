/**
 * Debezium's engine for PostgreSQL, and the parts of it that ours take the place of: the queue, the start of the stream, the
 * offsets, large values, snapshots on demand. Debezium makes most of them by name. Uses {@code connector} and {@code values}.
 */
package org.opendatagov.cdc.capture.engine;
