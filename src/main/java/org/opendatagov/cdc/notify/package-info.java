/**
 * The Camel component {@code cdc-notify}: workflow notifications as CloudEvents over HTTP, signed as Standard Webhooks
 * prescribes. It uses the room {@code event}.
 */
package org.opendatagov.cdc.notify;
