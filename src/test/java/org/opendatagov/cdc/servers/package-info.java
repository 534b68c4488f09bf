/**
 * Real PostgreSQL, Kafka, Redis and Elasticsearch for tests and the sandbox, and the packaged service: each a process of
 * its own on free ports of 127.0.0.1. They come from Maven artifacts, can be stopped, killed, frozen and started again
 * on the same data and port, and are gone when the JVM that started them is gone, however it ended.
 */
package org.opendatagov.cdc.servers;
