package org.opendatagov.cdc.sink;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * Reports a run of snapshot rows that a sink refuses because it holds later ones. That is as it should be when a topic is read again; after a
 * new snapshot it means that the sink stays with what it had.
 */
final class StaleSnapshot {

    /** How many rows of a table in a run are reported. */
    static final int RUN = 1_000;

    private static final Logger LOG = Logger.getLogger(StaleSnapshot.class);

    private final String sink;
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    StaleSnapshot(String sink) {
        this.sink = sink;
    }

    /** Takes a row into account that the sink has taken, or refused as late. */
    void count(CdcRecord row, boolean refused) {
        if (row.event().operation() != CdcOperation.READ) {
            return;
        }
        String table = row.event().table();
        if (!refused) {
            runs.remove(table);
            reported.remove(table);
        } else if (runs.merge(table, 1, Integer::sum) >= RUN && reported.add(table)) {
            LOG.warnf(
                    "The %s has refused %d snapshot rows of table %s in a run, since it holds later ones. That is right when the"
                            + " topic is read again. After a new snapshot of another source under the same connector name it is not:"
                            + " compare the table with POST /admin/verifications",
                    sink, RUN, table);
        }
    }
}
