package org.opendatagov.cdc.stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.FlowWarnings;
import org.opendatagov.cdc.event.RowHolders;

/**
 * Reports a TRUNCATE of a table whose rows a flow has delivered to a sink: they stay there. Its event comes in one partition, while older
 * rows may wait in the others, and it may be about a part of what the topic holds (a chunk, a shard), so that a sink can't be emptied by it. What
 * can be done is to compare the table with the sink. For many threads.
 */
final class Truncates {

    private final String flow;
    private final RowHolders holders;
    private final FlowWarnings warnings;
    private final MeterRegistry meters;

    Truncates(String flow, RowHolders holders, FlowWarnings warnings, MeterRegistry meters) {
        this.flow = flow;
        this.holders = holders;
        this.warnings = warnings;
        this.meters = meters;
    }

    /** What a warning of a table's TRUNCATE is about. */
    static String about(String schema, String table) {
        return "truncate " + schema + "." + table;
    }

    void report(CdcEvent event) {
        if (!holders.holdsRows(flow)) {
            return;
        }
        String table = event.schema() + "." + event.table();
        meters.counter("cdc.truncates", "flow", flow, "table", event.table()).increment();
        warnings.warn(
                flow,
                about(event.schema(), event.table()),
                "table " + table + " has been truncated, at place " + event.position()
                        + " in the commit order, and the rows that were delivered before stay in the sink. Remove them: POST"
                        + " /admin/verifications {\"connector\": \"<its connector>\", \"sink\": \"" + flow
                        + "\", \"tables\": [\"" + table + "\"], \"repair\": true, \"extra\": \"remove\"}");
    }
}
