package org.opendatagov.cdc.stream;

import org.apache.camel.CamelExchangeException;

/** Says in one line why something failed. */
final class Causes {

    private static final int MAX_LENGTH = 500;

    private Causes() {}

    /** The failure's own message, followed by its root's where that says more; bounded, on one line. */
    static String sentence(Throwable thrown) {
        Throwable failure = withoutCamelsWrapping(thrown);
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String own = message(failure);
        String deepest = message(root);
        String sentence = own.contains(deepest) ? own : own + ": " + deepest;
        String line = sentence.replaceAll("\\s+", " ").strip();
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
