package org.opendatagov.cdc.sink;

import org.opendatagov.cdc.event.CdcRecord;

/**
 * One row and its document.
 *
 * @param row the row as the sink keeps it
 * @param index the index, or the alias that stands for it
 * @param id the document's id
 */
record SearchRow(CdcRecord row, String index, String id) {}
