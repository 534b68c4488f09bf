/**
 * What is looked at before a connector starts, and on demand: each check with its finding and the mend. Uses {@code connector}.
 */
package org.opendatagov.cdc.capture.preflight;
