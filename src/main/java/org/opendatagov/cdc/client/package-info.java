/**
 * A consumer of the CDC topics for other Java programs. It needs Kafka's client and Jackson, and nothing of Quarkus or Camel. It
 * uses the room {@code event}.
 */
package org.opendatagov.cdc.client;
