package org.opendatagov.cdc.search;

/** A round didn't come to rest: something that has to happen by itself didn't. */
final class StuckException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StuckException(String message, Throwable cause) {
        super(message, cause);
    }
}
