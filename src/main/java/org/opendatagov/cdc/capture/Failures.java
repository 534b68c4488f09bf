package org.opendatagov.cdc.capture;

import java.sql.SQLException;

/** Finds in an exception what can be put into better words than its own. */
class Failures {

    private Failures() {}

    /** The SQL failure within an exception, or null. */
    static SQLException sqlFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** The problem within an exception that one of our own classes has already put into words, or null. */
    static CaptureProblem problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CaptureProblem problem) {
                return problem;
            }
        }
        return null;
    }
}
