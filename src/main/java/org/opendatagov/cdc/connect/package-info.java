/**
 * Connectors as Kafka Connect keeps them: configurations, target states, statuses and restart requests in its topics and formats,
 * through its own stores, so that all replicas share them; and the connectors that are posted, from their check to the route that
 * runs them. It uses the rooms {@code capture}, {@code topics} and {@code retry}.
 */
package org.opendatagov.cdc.connect;
