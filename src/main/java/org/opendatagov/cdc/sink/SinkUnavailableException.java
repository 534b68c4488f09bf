package org.opendatagov.cdc.sink;

/**
 * A server that can't take writes now, although the same writes may succeed later. The message is one sentence that names the
 * server as host and port and says why; it never holds a credential, and for that reason there is no cause behind it.
 */
public class SinkUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SinkUnavailableException(String message) {
        super(message);
    }
}
