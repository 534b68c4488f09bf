package org.opendatagov.cdc.capture.engine;

import java.sql.SQLException;

/** A table can't be read by a snapshot on demand. The message is one sentence that says why; the next table is read all the same. */
class SnapshotFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** PostgreSQL's state for a statement that was cancelled, here because it took too long. */
    static final String CANCELLED = "57014";

    SnapshotFailure(String message) {
        super(message);
    }

    /** Why a table can't be read, in one line. */
    static String cause(Exception failure) {
        if (failure instanceof SQLException refused && CANCELLED.equals(refused.getSQLState())) {
            return "finding its next rows took longer than " + SnapshotRows.MAX_SECONDS
                    + " s; create an index for the columns in whose order they are read, or lower"
                    + " incrementalSnapshotChunkSize";
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
