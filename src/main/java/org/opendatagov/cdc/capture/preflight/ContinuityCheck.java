package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.StoredPosition;
import org.opendatagov.cdc.capture.continuity.CatalogQuestions;
import org.opendatagov.cdc.capture.continuity.Continuity;
import org.opendatagov.cdc.capture.continuity.SlotPosition;
import org.opendatagov.cdc.capture.continuity.SourceIdentity;
import org.opendatagov.cdc.capture.continuity.SourceLook;
import org.opendatagov.cdc.capture.continuity.StreamGap;
import org.postgresql.replication.LogSequenceNumber;

/** Whether the stream continues where the connector left off. */
class ContinuityCheck {

    private static final String NAME = "continuity";

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;
    private final Connection session;

    ContinuityCheck(SourceDatabase database, CaptureOptions options, DebeziumRules rules, Connection session) {
        this.database = database;
        this.options = options;
        this.rules = rules;
        this.session = session;
    }

    /**
     * Finds the gap.
     *
     * @param slot the slot, read before the offset: one that goes on meanwhile must not seem to have left it behind; null when there is
     *     none
     * @param offset the connector's offset, or null when it has none
     * @return null when there is none
     */
    StreamGap gap(SlotState slot, Map<String, Object> offset) throws SQLException {
        if (!rules.checksPosition() || StoredPosition.reached(offset) == null) {
            return null;
        }
        SourceIdentity now = new SourceLook(options, rules::captures).at(session);
        if (slot != null && slot.isLost()) {
            return new StreamGap(
                    "replication slot '" + options.slot() + "' of " + database + " is invalid" + slot.reason(),
                    StoredPosition.of(offset),
                    now.seen(),
                    List.of());
        }
        return new Continuity(
                        database,
                        options,
                        new CatalogQuestions(database, session, rules::captures),
                        rules.confirmsItself())
                .gap(offset, now, slot == null ? null : new SlotPosition(slot.restart(), slot.confirmed()));
    }

    /** Whether a new snapshot fills a gap without anybody's help. */
    boolean isFilled(SlotState slot) {
        return rules.fillsGaps() && (slot == null || !slot.isLost());
    }

    /** What to do about a gap. */
    String wayBack(SlotState slot) {
        if (slot == null || !slot.isLost()) {
            return options.place().newSnapshot();
        }
        return "drop the slot with " + SlotState.drop(options.slot())
                + (rules.fillsGaps()
                        ? ", and a new snapshot reads the tables again"
                        : " and " + options.place().newSnapshot());
    }

    /** The same as a check. */
    PreflightCheck check(SlotState slot, Map<String, Object> offset) throws SQLException {
        StreamGap gap = gap(slot, offset);
        if (gap == null) {
            Long stored = StoredPosition.of(offset);
            return PreflightCheck.ok(
                    NAME,
                    stored == null
                            ? "the connector has no offset to continue from"
                            : "the stream continues at LSN "
                                    + LogSequenceNumber.valueOf(stored).asString()
                                    + (rules.checksPosition()
                                            ? ""
                                            : ", or where the slot does: options say not to check"));
        }
        return isFilled(slot)
                ? PreflightCheck.ok(NAME, gap.sentence() + "; a new snapshot will read the tables again")
                : PreflightCheck.problem(NAME, gap.sentence(), Mend.words(wayBack(slot)));
    }
}
