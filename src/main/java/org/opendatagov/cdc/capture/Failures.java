package org.opendatagov.cdc.capture;

import java.sql.SQLException;

/** What lies at the bottom of an exception, as one sentence. */
class Failures {

    private Failures() {}

    /** The first line of the innermost message, since the layers above it mostly repeat it with class names. */
    static String describe(Throwable failure) {
        Throwable innermost = failure;
        String message = failure.getMessage();
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
            message = innermost.getMessage() == null ? message : innermost.getMessage();
        }
        return message == null || message.isBlank()
                ? innermost.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message).strip();
    }

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
