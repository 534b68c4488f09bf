/**
 * How a value of each PostgreSQL type stands in an event: from the text that PostgreSQL writes, the same in snapshot and stream. Uses
 * {@code connector}.
 */
package org.opendatagov.cdc.capture.values;
