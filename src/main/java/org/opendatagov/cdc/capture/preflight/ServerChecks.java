package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/** The server as a whole: its version, its WAL, and whether it has a walsender and a slot to give. */
class ServerChecks {

    /** Debezium's own tests begin with 14; the catalog views that tell a lost slot begin with 13. */
    private static final int OLDEST = 13;

    private static final int OLDEST_TESTED = 14;
    private static final int NEWEST_TESTED = 18;
    private static final int STANDBY_DECODES = 16;

    private final SourceDatabase database;
    private final ServerFacts server;

    ServerChecks(SourceDatabase database, ServerFacts server) {
        this.database = database;
        this.server = server;
    }

    PreflightCheck version() {
        String is = database + " is PostgreSQL " + server.versionText();
        if (!server.isAtLeast(OLDEST)) {
            return PreflightCheck.problem(
                    "version", is + ", which is too old to be captured", Mend.words("upgrade it to 14 or later"));
        }
        if (!server.isAtLeast(OLDEST_TESTED) || server.isAtLeast(NEWEST_TESTED + 1)) {
            return PreflightCheck.warning(
                    "version",
                    is + ", which capture hasn't been tested with; it has with 14 to 18",
                    Mend.words("watch the first days closely"));
        }
        return PreflightCheck.ok("version", is);
    }

    List<PreflightCheck> capacity(Catalog catalog, SlotState slot) throws SQLException {
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(standby());
        checks.add(walLevel());
        checks.add(walSenders(catalog, slot));
        checks.add(slots(catalog, slot));
        return checks;
    }

    private PreflightCheck standby() {
        String name = "standby";
        if (!server.standby()) {
            return PreflightCheck.ok(name, database + " is a primary");
        }
        if (!server.isAtLeast(STANDBY_DECODES)) {
            return PreflightCheck.problem(
                    name,
                    database + " is a standby, and before PostgreSQL 16 only a primary can be captured",
                    Mend.words("let " + database.settings() + ".host and " + database.settings()
                            + ".port point at the primary"));
        }
        String standby = database + " is a standby: what other checks ask for is to be done at its primary, and a new"
                + " slot waits until the primary logs its running transactions (SELECT pg_log_standby_snapshot() there)";
        if ("off".equals(server.setting("hot_standby_feedback"))) {
            return PreflightCheck.warning(
                    name,
                    standby + "; as hot_standby_feedback is off, the primary's vacuum can make the slot invalid",
                    Mend.run("ALTER SYSTEM SET hot_standby_feedback = on", "SELECT pg_reload_conf()"));
        }
        return PreflightCheck.warning(name, standby, Mend.NONE);
    }

    private PreflightCheck walLevel() {
        String level = server.setting("wal_level");
        if ("logical".equals(level)) {
            return PreflightCheck.ok("wal-level", "wal_level is logical");
        }
        return PreflightCheck.problem(
                "wal-level",
                database + " has wal_level '" + level + "' and can't be captured",
                Mend.run("ALTER SYSTEM SET wal_level = 'logical'").and(" and restart PostgreSQL"));
    }

    private PreflightCheck walSenders(Catalog catalog, SlotState slot) throws SQLException {
        long used = catalog.row("SELECT count(*) FROM pg_stat_replication", row -> row.getLong(1));
        return free("wal-senders", "walsenders", "max_wal_senders", used, slot != null && slot.isActive());
    }

    private PreflightCheck slots(Catalog catalog, SlotState slot) throws SQLException {
        long used = catalog.row("SELECT count(*) FROM pg_replication_slots", row -> row.getLong(1));
        return free("replication-slots", "replication slots", "max_replication_slots", used, slot != null);
    }

    private PreflightCheck free(String name, String what, String setting, long used, boolean haveOne) {
        long all = server.number(setting);
        if (used < all || haveOne) {
            return PreflightCheck.ok(name, used + " of " + all + " " + what + " are in use");
        }
        String message = database + " has no " + what + " left: all " + all + " are in use";
        Mend mend = Mend.run("ALTER SYSTEM SET " + setting + " = " + (all + 10)).and(" and restart PostgreSQL");
        return all == 0
                ? PreflightCheck.problem(name, message, mend)
                : PreflightCheck.passing(
                        name, message, new Mend("wait until one is free, or " + mend.words(), mend.sql()));
    }
}
