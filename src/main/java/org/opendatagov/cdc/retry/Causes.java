package org.opendatagov.cdc.retry;

import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.camel.CamelExchangeException;

/** Says in one line of at most 500 characters, without credentials, why something failed. */
public final class Causes {

    private static final int MAX_LENGTH = 500;

    /** The user and password part of an address, which drivers like to repeat in their messages. */
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*@");

    private Causes() {}

    /** The message of the innermost exception that has one: what a server or driver said. */
    public static String of(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each.getMessage() != null && !each.getMessage().isBlank()) {
                reason = each.getMessage();
            } else if (each instanceof TimeoutException) {
                reason = "no answer in time";
            }
        }
        return oneLine(reason);
    }

    /** The failure's own message, followed by its root's where that says more: what a step of a route said. */
    public static String sentence(Throwable thrown) {
        Throwable failure = withoutCamelsWrapping(thrown);
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String own = message(failure);
        String deepest = message(root);
        return oneLine(own.contains(deepest) ? own : own + ": " + deepest);
    }

    /** The text on one line, bounded and without credentials. */
    public static String oneLine(String text) {
        String line = CREDENTIALS
                .matcher(text)
                .replaceAll("//")
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    /** A split wraps what a step threw, and says no more than its number. */
    private static Throwable withoutCamelsWrapping(Throwable failure) {
        return failure instanceof CamelExchangeException && failure.getCause() != null
                ? withoutCamelsWrapping(failure.getCause())
                : failure;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
