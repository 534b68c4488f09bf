package org.opendatagov.cdc.capture.preflight;

import java.util.List;

/**
 * One thing that a preflight has looked at.
 *
 * @param name what it was, {@code wal-level} say; the same in every report
 * @param status whether it is as it should be
 * @param message what was found, one clause
 * @param mend what to do about it, in words and with the SQL if there is some; null when there is nothing to do
 * @param sql the statements that mend it, to be run one by one as they stand; empty when SQL can't
 * @param commands the commands of Kafka's tools that fix it, to be run one by one as they stand; empty when there are none
 * @param needsMending whether it is a problem that stays until a person does something; others pass by themselves
 */
public record PreflightCheck(
        String name,
        Status status,
        String message,
        String mend,
        List<String> sql,
        List<String> commands,
        boolean needsMending) {

    /** How a check has turned out. */
    public enum Status {
        /** As it should be. */
        OK,
        /** The connector runs, but not everything is as one would expect. */
        WARNING,
        /** The connector can't capture, or not without loss, and doesn't start. */
        PROBLEM
    }

    public PreflightCheck {
        sql = List.copyOf(sql);
        commands = List.copyOf(commands);
    }

    static PreflightCheck ok(String name, String message) {
        return new PreflightCheck(name, Status.OK, message, null, List.of(), List.of(), false);
    }

    static PreflightCheck warning(String name, String message, Mend mend) {
        return new PreflightCheck(name, Status.WARNING, message, mend.words(), mend.sql(), mend.commands(), false);
    }

    /** A problem that stays until a person mends it. */
    static PreflightCheck problem(String name, String message, Mend mend) {
        return new PreflightCheck(name, Status.PROBLEM, message, mend.words(), mend.sql(), mend.commands(), true);
    }

    /** A problem that may be gone at the next try. */
    static PreflightCheck passing(String name, String message, Mend mend) {
        return new PreflightCheck(name, Status.PROBLEM, message, mend.words(), mend.sql(), mend.commands(), false);
    }

    /** What was found and the mend, in one sentence. */
    public String sentence() {
        return mend == null ? message : message + "; " + mend;
    }
}
