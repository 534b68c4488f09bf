/**
 * What operators see: health now, the calls of Kafka Connect and diagnostics to come. It looks into the other rooms through
 * their status interfaces, and no other room uses it.
 */
package org.opendatagov.cdc.admin;
