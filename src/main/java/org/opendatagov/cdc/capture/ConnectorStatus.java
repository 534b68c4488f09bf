package org.opendatagov.cdc.capture;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.continuity.StreamGap;

/**
 * How a connector is, at one moment.
 *
 * @param connector the connector's name
 * @param state where it is in its life
 * @param reason why it is there, one sentence, or null when there is nothing to say
 * @param since since when
 * @param nextTry when it tries again, or null when it neither waits nor has failed
 * @param snapshot how far its snapshot is, or null when it takes none
 * @param gap the gap in the stream at which it has stopped, or null when there is none
 * @param unread tables that it captures but whose rows from before it hasn't read, as {@code schema.table}
 * @param incomplete why the last snapshot on demand hasn't read all rows of a table, by the table's name as {@code schema.table}
 */
public record ConnectorStatus(
        String connector,
        ConnectorState state,
        String reason,
        Instant since,
        Instant nextTry,
        SnapshotProgress snapshot,
        StreamGap gap,
        List<String> unread,
        Map<String, String> incomplete) {

    /** A status without a gap, and without unread tables. */
    public ConnectorStatus(
            String connector,
            ConnectorState state,
            String reason,
            Instant since,
            Instant nextTry,
            SnapshotProgress snapshot) {
        this(connector, state, reason, since, nextTry, snapshot, null, List.of(), Map.of());
    }
}
