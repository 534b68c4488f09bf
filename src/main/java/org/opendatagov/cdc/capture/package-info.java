/**
 * The Camel component {@code postgres-cdc}: Debezium's engine as a consumer of whole batches, which confirms a batch
 * to PostgreSQL only after the route has completed; the life of a connector, its offsets, and the TimescaleDB
 * transform. It uses the rooms {@code event}, {@code topics} and {@code retry}.
 */
package org.opendatagov.cdc.capture;
