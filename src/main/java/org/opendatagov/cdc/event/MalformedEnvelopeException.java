package org.opendatagov.cdc.event;

/** A record isn't a change event; the message completes "is no change event: …" and never quotes the record. */
final class MalformedEnvelopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedEnvelopeException(String reason) {
        super(reason);
    }
}
