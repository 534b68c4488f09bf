/**
 * What the rooms that try again have in common: how long to wait, and what a failure means in one sentence. It uses no other
 * room.
 */
package org.opendatagov.cdc.retry;
