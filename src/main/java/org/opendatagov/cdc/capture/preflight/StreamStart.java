package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.continuity.GapProblem;
import org.opendatagov.cdc.capture.continuity.SourceIdentity;
import org.opendatagov.cdc.capture.continuity.SourceWatch;
import org.opendatagov.cdc.capture.continuity.StreamGap;
import org.opendatagov.cdc.capture.continuity.TableCensus;

/** What a connector does about its stream at the start of a run: it looks for a gap, makes the publication, and watches the source from then on. */
public class StreamStart {

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;

    StreamStart(SourceDatabase database, CaptureOptions options, DebeziumRules rules) {
        this.database = database;
        this.options = options;
        this.rules = rules;
    }

    /**
     * Looks for a gap between where the connector left off and where the source can continue.
     *
     * @param session a session of the connector's role
     * @param stored the connector's offset, or null when it has none
     * @return null when there is none; otherwise one that a new snapshot is to fill, by the connector's options
     * @throws GapProblem for one that a person has to decide about
     */
    public StreamGap gap(Connection session, Map<String, Object> stored) {
        if (!rules.streams()) {
            return null;
        }
        try {
            SlotState slot = SlotState.read(new Catalog(session), options.slot());
            ContinuityCheck continuity = new ContinuityCheck(database, options, rules, session);
            StreamGap gap = continuity.gap(slot, stored);
            if (gap != null && !continuity.isFilled(slot)) {
                throw new GapProblem(gap, continuity.wayBack(slot));
            }
            return gap;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Whether the slot's positions are confirmed by Debezium alone, for what Kafka has. */
    public boolean confirmsItself() {
        return rules.confirmsItself();
    }

    /**
     * Makes the publication, or brings it up to date, where the connector's options ask for it.
     *
     * @throws CaptureProblem when that isn't possible
     */
    public void makePublication() {
        new PublicationMaker(database, options, rules).make();
    }

    /**
     * What watches the source while the connector runs.
     *
     * @param stored the offset with which the run starts, or null when there is none
     * @param anew whether it begins with a snapshot of all tables
     * @param tables the captured tables
     * @return null when the connector reads no stream
     */
    public SourceWatch watch(Map<String, Object> stored, boolean anew, List<TableName> tables) {
        SourceIdentity kept = SourceIdentity.in(stored);
        return rules.streams()
                ? new SourceWatch(
                        database,
                        options,
                        kept,
                        new TableCensus(database).at(kept, anew, tables),
                        rules::captures,
                        rules.fillsGaps()
                                ? "a new snapshot will read the tables again"
                                : options.place().newSnapshot())
                : null;
    }
}
