/**
 * The packaged service on real servers, from the databases to Kafka, Redis, Elasticsearch and workflow endpoints. Tests share
 * one {@link org.opendatagov.cdc.endtoend.World} and act on rows of their own; those that stop or kill something share another.
 */
package org.opendatagov.cdc.endtoend;
