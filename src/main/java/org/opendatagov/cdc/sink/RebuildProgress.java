package org.opendatagov.cdc.sink;

import java.time.Instant;

/**
 * How far the rebuild of an index is, or how the last one ended.
 *
 * @param index the name that is searched
 * @param from the index that is in use
 * @param to the index that is being built
 * @param state where it stands
 * @param documents how many documents there are to copy, or -1 as long as nobody knows
 * @param copied how many of them have been copied
 * @param cause why it waits or failed, or null
 * @param since when this state began
 */
public record RebuildProgress(
        String index, String from, String to, State state, long documents, long copied, String cause, Instant since) {

    /** Where a rebuild stands. */
    public enum State {
        /** Documents are being copied. */
        COPYING,
        /** The new index is being put into its place. */
        SWAPPING,
        /** Elasticsearch is away; the rebuild goes on by itself. */
        WAITING,
        /** Another process copies, or did so until it ended: then the rebuild goes on when it is asked for again. */
        ELSEWHERE,
        /** The new index is in use. */
        DONE,
        /** Somebody gave it up. */
        CANCELLED,
        /** The new index can't hold a document that the old one has. */
        FAILED;

        /** Whether there is nothing more to come. */
        public boolean isEnd() {
            return this == DONE || this == CANCELLED || this == FAILED;
        }
    }
}
