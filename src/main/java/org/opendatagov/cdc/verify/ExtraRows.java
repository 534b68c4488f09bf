package org.opendatagov.cdc.verify;

/** What a repair does with the rows that a sink holds and the table doesn't have. */
public enum ExtraRows {
    /** Leaves them, and counts them. */
    KEEP,
    /** Removes them from the sink. */
    REMOVE
}
