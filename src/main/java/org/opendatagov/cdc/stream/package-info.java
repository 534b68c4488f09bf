/**
 * The Camel component {@code cdc-events}: reads CDC topics as a consumer group, hands a route whole polls as batches and commits only
 * what the route has completed; and the dead letters, records that can't be delivered. It uses the rooms {@code event}, {@code schemas},
 * {@code refusal} and {@code retry}.
 */
package org.opendatagov.cdc.stream;
