/**
 * Events as Avro, whose schemas stand in a schema registry with Confluent's API: the registry's client, Kafka Connect's converter for
 * what is published, and the reader for what is consumed. It uses the rooms {@code event} and {@code retry}.
 */
package org.opendatagov.cdc.schemas;
