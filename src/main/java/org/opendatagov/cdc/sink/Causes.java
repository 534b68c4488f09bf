package org.opendatagov.cdc.sink;

import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Says in a few words why a call of a server failed. */
final class Causes {

    private static final int MAX_LENGTH = 500;
    /** The user and password part of an address, which drivers like to repeat in their messages. */
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*@");

    private Causes() {}

    /** The message of the innermost exception that has one, on one line, shortened, without credentials. */
    static String of(Throwable failure) {
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

    static String oneLine(String text) {
        String line = CREDENTIALS
                .matcher(text)
                .replaceAll("//")
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
