package org.opendatagov.cdc.capture.engine;

/** The engine has ended because its snapshot is taken and it isn't to stream. */
public class SnapshotDone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SnapshotDone() {
        super("the snapshot is done; snapshotMode initial_only has nothing to stream");
    }
}
