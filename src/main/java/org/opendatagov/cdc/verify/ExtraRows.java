package org.opendatagov.cdc.verify;

/** What a repair does with the rows that a sink holds and the table doesn't have. */
public enum ExtraRows {
    /** Leaves them, and counts them. */
    KEEP,
    /** Removes them from the sink. */
    REMOVE,
    /** Publishes their deletes to the topic, for this sink and whoever else reads it. */
    PUBLISH
}
