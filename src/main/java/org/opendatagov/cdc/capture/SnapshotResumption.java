package org.opendatagov.cdc.capture;

import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotContext;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.engine.SnapshotOutcome;

/**
 * Gives up a snapshot on demand with which one run after the other ends, as when a condition makes the server end the session. For one
 * thread.
 */
class SnapshotResumption {

    private static final Logger LOG = Logger.getLogger(SnapshotResumption.class);

    /** How many runs may begin at the same row. */
    private static final int TRIES = 10;

    private String place;
    private int tries;

    /**
     * To be asked before each run.
     *
     * @param stored the offset with which it would start, or null when there is none
     * @return the offset with which it is to start
     */
    Map<String, Object> of(Map<String, Object> stored) {
        if (stored == null || !stored.containsKey(AbstractIncrementalSnapshotContext.CORRELATION_ID)) {
            place = null;
            return stored;
        }
        String now = stored.get(AbstractIncrementalSnapshotContext.CORRELATION_ID)
                + " "
                + stored.get(AbstractIncrementalSnapshotContext.EVENT_PRIMARY_KEY);
        tries = now.equals(place) ? tries + 1 : 1;
        place = now;
        if (tries <= TRIES) {
            return stored;
        }
        LOG.errorf(
                "A snapshot on demand is given up, since %d runs have ended at the same row of it: %s; correct what ends them, as"
                        + " the log says, and request it again",
                TRIES, SnapshotTracker.at(stored, SnapshotTables.NONE));
        Map<String, Object> without = new HashMap<>(stored);
        without.keySet()
                .removeIf(name -> name.startsWith(AbstractIncrementalSnapshotContext.INCREMENTAL_SNAPSHOT_KEY)
                        || name.equals(SnapshotTracker.ROWS));
        without.put(SnapshotOutcome.ENTRY, outcome(stored).toJson());
        return without;
    }

    private static SnapshotOutcome outcome(Map<String, Object> stored) {
        Map<String, String> incomplete = new HashMap<>();
        SnapshotTracker.unfinished(stored)
                .forEach(table -> incomplete.put(table, TRIES + " runs have ended at the same row of the snapshot"));
        SnapshotOutcome given = new SnapshotOutcome(null, incomplete);
        SnapshotOutcome before = SnapshotOutcome.in(stored);
        return before == null ? given : before.then(given);
    }
}
