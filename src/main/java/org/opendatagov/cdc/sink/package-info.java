/**
 * The Camel components that write rows: {@code cdc-cache} to Redis and {@code cdc-search} to Elasticsearch, and what
 * they share: fencing by commit position. It uses the rooms {@code event}, {@code refusal} and {@code retry}.
 */
package org.opendatagov.cdc.sink;
