/**
 * The rows of a captured table as they are now, in the form in which events bring them: for who compares a sink with its source. Uses
 * {@code connector} and {@code values}.
 */
package org.opendatagov.cdc.capture.rows;
