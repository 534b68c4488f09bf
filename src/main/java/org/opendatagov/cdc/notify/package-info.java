/**
 * The Camel component {@code cdc-notify}: workflow notifications as CloudEvents over HTTP, signed as Standard Webhooks
 * prescribes. It uses the rooms {@code event} and {@code retry}.
 */
package org.opendatagov.cdc.notify;
