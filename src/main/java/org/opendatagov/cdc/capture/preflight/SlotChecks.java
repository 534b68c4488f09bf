package org.opendatagov.cdc.capture.preflight;

import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/** The replication slot: whether it is there, ours to read, and how much it holds. */
class SlotChecks {

    private static final String NAME = "slot";

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;
    private final ServerFacts server;
    private final String subject;

    SlotChecks(SourceDatabase database, CaptureOptions options, DebeziumRules rules, ServerFacts server) {
        this.database = database;
        this.options = options;
        this.rules = rules;
        this.server = server;
        this.subject = "replication slot '" + options.slot() + "' of " + database;
    }

    /**
     * Checks a slot.
     *
     * @param slot the slot, or null when there is none
     * @param mayRead whether the connector itself may be the slot's reader at this moment
     */
    List<PreflightCheck> checks(SlotState slot, boolean mayRead) {
        if (slot == null) {
            return List.of(PreflightCheck.ok(NAME, subject + " will be made at the start"));
        }
        List<PreflightCheck> checks = new ArrayList<>();
        checks.add(use(slot, mayRead));
        checks.addAll(new SlotWalChecks(database, subject, server).checks(slot));
        return checks;
    }

    private PreflightCheck use(SlotState slot, boolean mayRead) {
        String drop = SlotState.drop(options.slot());
        if (!database.name().equals(slot.database())) {
            return PreflightCheck.problem(
                    NAME,
                    slot.database() == null
                            ? subject + " is a physical one"
                            : subject + " belongs to database '" + slot.database() + "'",
                    new Mend(
                            "choose another " + options.place().option("slotName") + ", or drop it there with " + drop,
                            List.of(drop)));
        }
        if (!options.plugin().equals(slot.plugin())) {
            return PreflightCheck.problem(
                    NAME,
                    subject + " uses the plugin '" + slot.plugin() + "' instead of '" + options.plugin() + "'",
                    new Mend(
                            "choose another " + options.place().option("slotName") + ", or drop it with " + drop,
                            List.of(drop)));
        }
        if (slot.isLost()) {
            return PreflightCheck.problem(
                    NAME,
                    subject + " is invalid" + slot.reason() + ", and the changes that it still had to deliver are lost",
                    new Mend(
                            "drop it with " + drop
                                    + (rules.snapshotsWhenNeeded()
                                            ? ", and a new snapshot reads the tables again"
                                            : " and " + options.place().newSnapshot()),
                            List.of(drop)));
        }
        if (slot.isActive() && !(mayRead && slot.ownReader())) {
            return PreflightCheck.passing(
                    NAME,
                    subject + " is in use by process " + slot.readerPid()
                            + (slot.reader() == null ? "" : " (" + slot.reader() + ")"),
                    Mend.words("stop the other reader, or choose another "
                            + options.place().option("slotName")));
        }
        return PreflightCheck.ok(NAME, subject + (slot.isActive() ? " is being read by the connector" : " is free"));
    }
}
