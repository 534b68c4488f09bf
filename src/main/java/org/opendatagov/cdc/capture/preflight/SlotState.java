package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.Sql;

/**
 * A replication slot as the server shows it. Positions are bytes in the WAL, null where the slot has none.
 *
 * @param database the database that it belongs to, null for a physical slot
 * @param readerPid the process that reads it, 0 when nobody does
 * @param reader what the reader calls itself, null when it belongs to another role
 * @param ownReader whether the reader was started by the process that leads this connector
 * @param walStatus what PostgreSQL says of its WAL: reserved, extended, unreserved, lost
 * @param invalidation why it is lost, or null when the server doesn't say
 * @param restart from where the server keeps WAL for it
 * @param confirmed up to where its reader has confirmed
 * @param lag how much WAL its reader hasn't confirmed, for people
 * @param retained how much WAL the server keeps for it, for people
 * @param retainedMegabytes the same in megabytes
 */
record SlotState(
        String database,
        String plugin,
        int readerPid,
        String reader,
        boolean ownReader,
        String walStatus,
        String invalidation,
        Long restart,
        Long confirmed,
        String lag,
        String retained,
        long retainedMegabytes) {

    // The leader takes its lock before it starts the engine, so a reader that came later from the same place is its
    // own.
    private static final String QUERY = """
            WITH wal AS (
              SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS here)
            SELECT s.database, s.plugin, coalesce(s.active_pid, 0) AS pid, r.application_name AS reader, s.wal_status,
              to_jsonb(s) ->> 'invalidation_reason' AS invalidation,
              (s.restart_lsn - '0/0')::bigint AS restart,
              (s.confirmed_flush_lsn - '0/0')::bigint AS confirmed,
              pg_size_pretty(greatest(wal.here - s.confirmed_flush_lsn, 0)) AS lag,
              pg_size_pretty(greatest(wal.here - s.restart_lsn, 0)) AS retained,
              coalesce(greatest(wal.here - s.restart_lsn, 0), 0)::bigint >> 20 AS megabytes,
              EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity leader ON leader.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(?, 0)
                  AND leader.usesysid = r.usesysid AND leader.client_addr IS NOT DISTINCT FROM r.client_addr
                  AND r.backend_start > leader.backend_start) AS own
            FROM wal CROSS JOIN pg_replication_slots s LEFT JOIN pg_stat_activity r ON r.pid = s.active_pid
            WHERE s.slot_name = ?""";

    /** Reads a slot, or gives null when there is none of that name. */
    static SlotState read(Catalog catalog, String slot) throws SQLException {
        return catalog.row(
                QUERY,
                row -> new SlotState(
                        row.getString("database"),
                        row.getString("plugin"),
                        row.getInt("pid"),
                        row.getString("reader"),
                        row.getBoolean("own"),
                        row.getString("wal_status"),
                        row.getString("invalidation"),
                        row.getObject("restart", Long.class),
                        row.getObject("confirmed", Long.class),
                        row.getString("lag"),
                        row.getString("retained"),
                        row.getLong("megabytes")),
                Leadership.lockName(slot),
                slot);
    }

    boolean isActive() {
        return readerPid != 0;
    }

    boolean isLost() {
        return "lost".equals(walStatus);
    }

    /** Why it is lost, to follow "is invalid". */
    String reason() {
        return invalidation == null || "wal_removed".equals(invalidation)
                ? ", since PostgreSQL has removed WAL that it still needed"
                : " (" + invalidation + ")";
    }

    /** The statement that drops it. */
    static String drop(String slot) {
        return "SELECT pg_drop_replication_slot(" + Sql.literal(slot) + ")";
    }
}
