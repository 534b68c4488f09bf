package org.opendatagov.cdc.capture;

/**
 * How far a connector is behind its database, as PostgreSQL's view {@code pg_replication_slots} has it.
 *
 * @param slot the replication slot
 * @param active whether something reads it
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
 * @param currentLsn where the server writes
 * @param confirmedLsn up to where everything is in Kafka, or null when that isn't known yet
 * @param bytesBehind of WAL between the two, or null
 * @param millisBehind how long the newest WAL that is confirmed had waited for it, in milliseconds; null when nothing reads the slot, or
 *     nothing has been written for a while
 * @param bytesRetained of WAL that the server keeps for the slot, or null
 * @param bytesLeft of WAL until the server drops what the slot needs, or null when it never does
 */
public record SlotLag(
        String slot,
        boolean active,
        String walStatus,
        String currentLsn,
        String confirmedLsn,
        Long bytesBehind,
        Long millisBehind,
        Long bytesRetained,
        Long bytesLeft) {}
