package org.opendatagov.cdc.connect;

/** Kafka can't be asked now, or hasn't taken a request in time; the message is one sentence for whoever asked. */
public class ConnectUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConnectUnavailableException(String message) {
        super(message, null, false, false);
    }
}
