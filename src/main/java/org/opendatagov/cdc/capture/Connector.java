package org.opendatagov.cdc.capture;

import org.opendatagov.cdc.capture.preflight.Preflight;

/**
 * A connector that this process runs.
 *
 * @param life how it is
 * @param control how it is told what to do
 * @param preflight what it looks at before it starts
 * @param snapshots how it is asked for snapshots
 */
record Connector(ConnectorLife life, ConnectorControl control, Preflight preflight, SnapshotDesk snapshots) {}
