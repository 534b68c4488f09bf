package org.opendatagov.cdc.admin;

/** A call that isn't carried out, with the HTTP status and the one sentence of its answer. */
class RefusedCall extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedCall(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
