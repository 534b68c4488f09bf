/**
 * The identity of what a connector reads, and whether its stream continues where it left off: server, timeline, database, slot,
 * publication and published tables are kept with the offset and compared at each start and while the connector streams.
 */
package org.opendatagov.cdc.capture.continuity;
