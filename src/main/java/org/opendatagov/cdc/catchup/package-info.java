/**
 * Whether a sink has caught up with its source: whoever has committed at some LSN waits until a flow has applied everything up to it. It
 * puts together what the rooms {@code capture} and {@code stream} know, and uses {@code retry}.
 */
package org.opendatagov.cdc.catchup;
