/**
 * TimescaleDB: events of chunks under their hypertable's name, and none of what compression and decompression do. Uses {@code
 * connector}.
 */
package org.opendatagov.cdc.capture.hypertable;
