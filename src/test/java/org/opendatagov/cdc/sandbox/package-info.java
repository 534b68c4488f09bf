/**
 * The demonstration behind {@code ./sandbox}: servers, schema, the packaged service, a workload over all thirteen tables, a board in
 * the terminal, and at the end a comparison of every row with both sinks.
 */
package org.opendatagov.cdc.sandbox;
