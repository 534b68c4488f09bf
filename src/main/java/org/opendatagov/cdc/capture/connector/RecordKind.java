package org.opendatagov.cdc.capture.connector;

/** What a record is that Debezium hands over. {@link RecordOrigin} determines it, before any transform. */
public enum RecordKind {

    /** A change of a row, or a TRUNCATE of its table, as the WAL has it. */
    CHANGE(true),

    /** What follows a delete for the sake of compacted topics. It has its delete's place in the WAL. */
    TOMBSTONE(true),

    /** A logical message of somebody's. */
    MESSAGE(true),

    /** A message that the service has written into the WAL itself, see {@link WalMessage}. It reaches no transform and no topic. */
    OWN_MESSAGE(true),

    /** A mark of TimescaleDB's around the rows that it moves. It reaches no transform and no topic. */
    COMPRESSION_MARK(true),

    /** Where a transaction begins or ends, with {@code provide.transaction.metadata}. */
    TRANSACTION(true),

    /** A row of the snapshot before the stream. */
    SNAPSHOT_ROW(false),

    /**
     * A row of a snapshot on demand, or a delete that is published on request. Debezium sends it in the midst of the stream,
     * stamped with the LSN of an event that may not have been sent yet: its offset says how far the snapshot is, and nothing of the WAL.
     */
    ROW_ON_DEMAND(false),

    /** A heartbeat, or whatever else only says where the stream is. */
    HEARTBEAT(false);

    private final boolean fromWal;

    RecordKind(boolean fromWal) {
        this.fromWal = fromWal;
    }

    /** Whether a record of the WAL makes it, and so makes it again when that is read again. */
    public boolean isFromWal() {
        return fromWal;
    }

    /** Whether it is for the service alone. */
    public boolean isInternal() {
        return this == OWN_MESSAGE || this == COMPRESSION_MARK;
    }
}
