/**
 * Compares tables with what a flow's sinks hold of them, and repairs what differs. It puts together what the rooms {@code capture} (rows of
 * the source), {@code stream} (what a flow hands on), {@code catchup} (how far it has come) and {@code sink} (what is held) know, and uses
 * {@code event}, {@code refusal} and {@code retry}.
 */
package org.opendatagov.cdc.verify;
