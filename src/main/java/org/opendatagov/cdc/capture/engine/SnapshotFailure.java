package org.opendatagov.cdc.capture.engine;

/** A table can't be read by a snapshot on demand. The message is one sentence that says why; the next table is read all the same. */
class SnapshotFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SnapshotFailure(String message) {
        super(message);
    }
}
