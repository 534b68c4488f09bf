package org.opendatagov.cdc.capture.hypertable;

import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.data.Envelope;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Drops what no user did to a row. TimescaleDB moves rows between a chunk and its compressed form by inserting and deleting
 * them, and marks such a move with logical messages before and after, within the transaction. A create or delete between the
 * marks says nothing about the row, and a sink that believed the delete would lose the row.
 *
 * <p>While it is inside, no position may be taken: a later run would begin behind the first mark and see a move as changes. For
 * one thread, which shows it all events of one run of the engine in order.
 */
public class DecompressionFilter {

    private static final String MARK = "::timescaledb-";
    private static final String COMPRESSION = MARK + "compression-";
    private static final String DECOMPRESSION = MARK + "decompression-";
    private static final String START = "start";

    /** How rows leave a chunk and come back; an update is always somebody's. */
    private static final Set<String> MOVES = Set.of(
            Envelope.Operation.CREATE.code(), Envelope.Operation.DELETE.code(), Envelope.Operation.TRUNCATE.code());

    private final String messageTopic;
    private boolean compressing;
    private boolean decompressing;
    private Object transaction;

    /**
     * A filter for one run of the engine.
     *
     * @param topicPrefix what the names of the connector's topics begin with
     */
    public DecompressionFilter(String topicPrefix) {
        this.messageTopic = topicPrefix + ".message";
    }

    /** Whether the next event is to be dropped: it is a mark, or part of a move. */
    public boolean drops(SourceRecord event) {
        if (event.topic().equals(messageTopic)) {
            return isMark((Struct) event.value());
        }
        return isInside() && isMove(event);
    }

    /** Whether a move has begun and not ended. */
    public boolean isInside() {
        return compressing || decompressing;
    }

    private boolean isMark(Struct envelope) {
        leaveOtherTransaction(envelope);
        String prefix = envelope.getStruct("message").getString("prefix");
        if (!prefix.startsWith(MARK)) {
            return false;
        }
        if (prefix.startsWith(COMPRESSION)) {
            compressing = prefix.endsWith(START);
        } else if (prefix.startsWith(DECOMPRESSION)) {
            decompressing = prefix.endsWith(START);
        }
        return true;
    }

    private boolean isMove(SourceRecord event) {
        if (!(event.value() instanceof Struct envelope)) {
            // The tombstone of a delete that was dropped.
            return true;
        }
        if (envelope.schema().field(Envelope.FieldName.OPERATION) == null) {
            return false;
        }
        String operation = envelope.getString(Envelope.FieldName.OPERATION);
        if (operation.equals(Envelope.Operation.READ.code())) {
            return false;
        }
        leaveOtherTransaction(envelope);
        return isInside() && MOVES.contains(operation);
    }

    /** Transactions come one after the other, so another one's event ends whatever the last left open. */
    private void leaveOtherTransaction(Struct envelope) {
        Object current = envelope.getStruct(Envelope.FieldName.SOURCE).get(SourceInfo.TXID_KEY);
        if (!Objects.equals(current, transaction)) {
            compressing = false;
            decompressing = false;
            transaction = current;
        }
    }
}
