package org.opendatagov.cdc.capture;

import java.time.Instant;

/**
 * How a connector is, at one moment.
 *
 * @param connector the connector's name
 * @param state where it is in its life
 * @param reason why it is there, one sentence, or null when there is nothing to say
 * @param since since when
 * @param nextTry when it tries again, or null when it neither waits nor has failed
 * @param snapshot how far its snapshot is, or null when it takes none
 */
public record ConnectorStatus(
        String connector,
        ConnectorState state,
        String reason,
        Instant since,
        Instant nextTry,
        SnapshotProgress snapshot) {}
