/**
 * What a connector is made of: its options, its source database and what that holds, its topics, its lead, and what it calls a
 * problem. Uses no other part of the capture room.
 */
package org.opendatagov.cdc.capture.connector;
