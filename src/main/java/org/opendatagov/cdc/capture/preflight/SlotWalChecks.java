package org.opendatagov.cdc.capture.preflight;

import java.util.List;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/** What a slot costs the server, and what could cost the slot its WAL. */
class SlotWalChecks {

    private final SourceDatabase database;
    private final String subject;
    private final ServerFacts server;

    SlotWalChecks(SourceDatabase database, String subject, ServerFacts server) {
        this.database = database;
        this.subject = subject;
        this.server = server;
    }

    List<PreflightCheck> checks(SlotState slot) {
        return slot.isLost() ? List.of(expiry()) : List.of(wal(slot), expiry());
    }

    private PreflightCheck wal(SlotState slot) {
        long limit = server.number("max_slot_wal_keep_size");
        String holds = subject + " is " + slot.lag() + " behind and holds " + slot.retained() + " of WAL, "
                + (limit < 0
                        ? "without a limit (max_slot_wal_keep_size = -1)"
                        : "and is lost at " + limit + " MB (max_slot_wal_keep_size)");
        return switch (slot.walStatus() == null ? "" : slot.walStatus()) {
            case "unreserved" ->
                PreflightCheck.warning(
                        "slot-wal",
                        holds + "; PostgreSQL may remove it at its next checkpoint",
                        Mend.run(
                                "ALTER SYSTEM SET max_slot_wal_keep_size = '"
                                        + Math.max(2 * slot.retainedMegabytes(), 1024) + "MB'",
                                "SELECT pg_reload_conf()"));
            case "extended" ->
                PreflightCheck.warning(
                        "slot-wal",
                        holds + "; that is more than max_wal_size",
                        Mend.words("let the connector run until it has caught up, and watch the disk"));
            default -> PreflightCheck.ok("slot-wal", holds);
        };
    }

    private PreflightCheck expiry() {
        long seconds = server.number("idle_replication_slot_timeout");
        return seconds <= 0
                ? PreflightCheck.ok("slot-expiry", "a slot that nobody reads is kept")
                : PreflightCheck.warning(
                        "slot-expiry",
                        database + " makes a slot invalid that nobody reads for " + seconds
                                + " s (idle_replication_slot_timeout)",
                        Mend.run("ALTER SYSTEM SET idle_replication_slot_timeout = 0", "SELECT pg_reload_conf()"));
    }
}
