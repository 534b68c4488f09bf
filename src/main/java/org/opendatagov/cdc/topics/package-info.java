/**
 * The CDC topics and their settings: made before the first event, checked afterwards. It uses no other room.
 */
package org.opendatagov.cdc.topics;
