package org.opendatagov.cdc.verify;

import java.time.Instant;
import java.util.List;

/**
 * How far a verification is.
 *
 * @param id its name
 * @param request what was asked for
 * @param state what it is doing
 * @param cause what it waits for, or why it failed, one sentence; null otherwise
 * @param began when
 * @param ended when, or null while it runs
 * @param tables its tables, each with each sink, as far as it has come to them
 */
public record VerificationStatus(
        String id,
        VerificationRequest request,
        State state,
        String cause,
        Instant began,
        Instant ended,
        List<TableStatus> tables) {

    /** What a verification is doing. */
    public enum State {
        RUNNING,
        /** It has come to its end. */
        DONE,
        /** Somebody has ended it. */
        CANCELLED,
        /** It couldn't go on. */
        FAILED
    }
}
