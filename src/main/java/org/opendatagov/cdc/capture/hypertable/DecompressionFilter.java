package org.opendatagov.cdc.capture.hypertable;

import io.debezium.data.Envelope;
import java.util.Objects;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.RecordOrigin;

/**
 * Drops what no user did to a row. TimescaleDB moves rows between a chunk and its compressed form by inserting and deleting
 * them, and marks such a move with logical messages before and after, within the transaction. A create or delete between the
 * marks says nothing about the row, and a sink that believed the delete would lose the row.
 *
 * <p>While it is inside, no position may be taken: a later run would begin behind the first mark and see a move as changes. For
 * one thread, which shows it all events of one run of the engine in order.
 */
public class DecompressionFilter {

    private static final String COMPRESSION = RecordOrigin.COMPRESSION + "compression-";
    private static final String DECOMPRESSION = RecordOrigin.COMPRESSION + "decompression-";
    private static final String START = "start";

    /** How rows leave a chunk and come back; an update is always somebody's. */
    private static final Set<String> MOVES = Set.of(
            Envelope.Operation.CREATE.code(), Envelope.Operation.DELETE.code(), Envelope.Operation.TRUNCATE.code());

    private boolean compressing;
    private boolean decompressing;
    private Long transaction;

    /** Whether the next event is to be dropped: it is a mark, or part of a move. */
    public boolean drops(RecordOrigin event) {
        return switch (event.kind()) {
            case COMPRESSION_MARK -> {
                take(event);
                yield true;
            }
            case MESSAGE, OWN_MESSAGE -> {
                leaveOtherTransaction(event);
                yield false;
            }
            // That of a delete that was dropped.
            case TOMBSTONE -> isInside();
            case CHANGE -> isInside() && isMove(event);
            default -> false;
        };
    }

    /** Whether a move has begun and not ended. */
    public boolean isInside() {
        return compressing || decompressing;
    }

    private void take(RecordOrigin mark) {
        leaveOtherTransaction(mark);
        if (mark.message().startsWith(COMPRESSION)) {
            compressing = mark.message().endsWith(START);
        } else if (mark.message().startsWith(DECOMPRESSION)) {
            decompressing = mark.message().endsWith(START);
        }
    }

    private boolean isMove(RecordOrigin change) {
        leaveOtherTransaction(change);
        return isInside() && MOVES.contains(change.operation());
    }

    /** Transactions come one after the other, so another one's event ends whatever the last left open. */
    private void leaveOtherTransaction(RecordOrigin event) {
        if (!Objects.equals(event.transaction(), transaction)) {
            compressing = false;
            decompressing = false;
            transaction = event.transaction();
        }
    }
}
