package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.Catalog;

/**
 * What a server says of itself.
 *
 * @param version as {@code server_version_num} has it, 180006 for 18.6
 * @param versionText as people have it
 * @param standby whether it follows another server and can't be written to
 * @param settings the settings that matter here, as a new session of the present role has them in this database; times in
 *     milliseconds
 */
record ServerFacts(int version, String versionText, boolean standby, Map<String, String> settings) {

    static ServerFacts read(Catalog catalog) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        catalog.rows("""
                SELECT name, reset_val FROM pg_settings WHERE name IN ('server_version', 'server_version_num', 'wal_level',
                  'max_wal_senders', 'max_replication_slots', 'max_slot_wal_keep_size', 'hot_standby_feedback',
                  'wal_sender_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout',
                  'transaction_timeout', 'idle_replication_slot_timeout')""", row -> settings.put(row.getString(1), row.getString(2)));
        return new ServerFacts(
                Integer.parseInt(settings.get("server_version_num")),
                settings.get("server_version"),
                catalog.holds("pg_is_in_recovery()"),
                Map.copyOf(settings));
    }

    boolean isAtLeast(int major) {
        return version >= major * 10_000;
    }

    String setting(String name) {
        return settings.get(name);
    }

    /** A number, or 0 when this version has no such setting. */
    long number(String name) {
        return Long.parseLong(settings.getOrDefault(name, "0"));
    }
}
