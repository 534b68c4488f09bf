package org.opendatagov.cdc.capture.continuity;

/**
 * What a replication slot can still deliver.
 *
 * @param restart from which LSN on the server keeps WAL for it, or null when it doesn't
 * @param confirmed up to which LSN its reader has confirmed, or null for a physical slot; nothing before it comes again
 */
public record SlotPosition(Long restart, Long confirmed) {}
