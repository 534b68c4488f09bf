package org.opendatagov.cdc.sink;

import java.time.Duration;
import org.opendatagov.cdc.event.CdcOperation;

/**
 * How a flow keeps its rows in Redis.
 *
 * @param format how a row stands there
 * @param expiry how long an entry stays; zero for ever
 * @param fenceRetention how long the fence of an updated or deleted row stays at least
 * @param waitReplicas how many replicas have to have a batch before it counts as written
 */
record CacheOptions(CacheFormat format, Duration expiry, Duration fenceRetention, int waitReplicas) {

    /** How long the fence of a row stays at least after a change of it; zero for ever. */
    Duration retention(CdcOperation operation) {
        return switch (operation) {
            case DELETE -> fenceRetention;
            case UPDATE -> longestRetention();
            // Nothing older of this row can be on its way, so a fence after the entry's end would only take up room.
            default -> expiry;
        };
    }

    /** The longest of these times. */
    Duration longestRetention() {
        return expiry.isZero() || expiry.compareTo(fenceRetention) > 0 ? expiry : fenceRetention;
    }
}
