package org.opendatagov.cdc.capture;

import java.util.Map;
import java.util.function.Supplier;
import org.opendatagov.cdc.capture.preflight.Preflight;

/**
 * A connector that this process runs.
 *
 * @param posted whether a call has made it; otherwise a route file has
 * @param config its configuration in Debezium's names, secrets included
 * @param life how it is
 * @param control how it is told what to do
 * @param preflight what it looks at before it starts
 * @param snapshots how it is asked for snapshots
 * @param offsets where it goes on
 * @param lag how far it is behind
 * @param position how far its events have come
 * @param rows the rows of its tables as they are now
 */
record Connector(
        boolean posted,
        Supplier<Map<String, String>> config,
        ConnectorLife life,
        ConnectorControl control,
        Preflight preflight,
        SnapshotDesk snapshots,
        OffsetDesk offsets,
        LagDesk lag,
        CapturedPosition position,
        RowDesk rows) {}
