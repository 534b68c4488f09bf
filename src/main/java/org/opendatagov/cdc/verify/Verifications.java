package org.opendatagov.cdc.verify;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.opendatagov.cdc.capture.Connectors;
import org.opendatagov.cdc.capture.RowDesk;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.catchup.CatchUp;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.refusal.Refused.Reason;
import org.opendatagov.cdc.sink.RowSink;
import org.opendatagov.cdc.sink.Sinks;
import org.opendatagov.cdc.stream.OpenWarnings;
import org.opendatagov.cdc.stream.StreamFlows;

/**
 * Compares tables with what a flow's sinks hold of them, while changes go on. The process that is asked does it, one at a time, and
 * remembers the last ones until it ends; whichever process captures, and whichever delivers.
 */
@Singleton
public class Verifications {

    private static final int REMEMBERED = 20;

    private final Connectors connectors;
    private final StreamFlows flows;
    private final CatchUp catchUp;
    private final Sinks sinks;
    private final OpenWarnings warnings;
    private final Deque<Verification> all = new ArrayDeque<>();

    Verifications(Connectors connectors, StreamFlows flows, CatchUp catchUp, Sinks sinks, OpenWarnings warnings) {
        this.connectors = connectors;
        this.flows = flows;
        this.catchUp = catchUp;
        this.sinks = sinks;
        this.warnings = warnings;
    }

    /**
     * Begins one.
     *
     * @return its first status
     * @throws Refused when it can't be done, or one is running
     */
    public VerificationStatus start(VerificationRequest request) {
        RowDesk source = connectors.rows(request.connector());
        if (source == null) {
            throw new Refused(Reason.UNKNOWN, "This process has no connector " + request.connector());
        }
        if (flows.offsets(request.flow()) == null) {
            throw new Refused(Reason.UNKNOWN, "This process doesn't run the flow " + request.flow());
        }
        if (!source.isPlain()) {
            throw new Refused(
                    Reason.BAD_REQUEST,
                    "Connector " + request.connector()
                            + " has transforms of its own, so its events can't be told from its tables");
        }
        List<RowSink> ends = sinks.of(request.flow());
        if (ends.isEmpty()) {
            throw new Refused(
                    Reason.BAD_REQUEST,
                    "Flow " + request.flow()
                            + " does more or other things than to write rows by cdc-cache or cdc-search, so nobody"
                            + " can tell what its sinks should hold");
        }
        VerificationRequest complete = request.withExtra(source.hasHypertables() ? ExtraRows.KEEP : ExtraRows.REMOVE);
        return begin(complete, tables(source, request), source, ends);
    }

    private static List<TableName> tables(RowDesk source, VerificationRequest request) {
        try {
            return new LinkedHashSet<>(request.tables())
                    .stream().map(source::find).toList();
        } catch (IllegalArgumentException e) {
            throw new Refused(Reason.BAD_REQUEST, e.getMessage());
        } catch (CaptureProblem e) {
            throw new Refused(Reason.UNAVAILABLE, e.getMessage());
        }
    }

    private synchronized VerificationStatus begin(
            VerificationRequest request, List<TableName> tables, RowDesk source, List<RowSink> ends) {
        Verification running =
                all.stream().filter(Verification::isRunning).findFirst().orElse(null);
        if (running != null) {
            throw new Refused(
                    Reason.CONFLICT,
                    "Verification " + running.id()
                            + " is running in this process; wait for its end, or cancel it, before the next");
        }
        String id = UUID.randomUUID().toString();
        Verification next =
                new Verification(id, request, tables, source, ends, flows, catchUp, warnings, Clock.systemUTC());
        all.addFirst(next);
        if (all.size() > REMEMBERED) {
            all.removeLast();
        }
        next.begin();
        return next.status();
    }

    /** The last ones, the youngest first. */
    public synchronized List<VerificationStatus> all() {
        return all.stream().map(Verification::status).toList();
    }

    /**
     * How far one is.
     *
     * @throws Refused when this process doesn't know it
     */
    public VerificationStatus get(String id) {
        return find(id).status();
    }

    /**
     * Ends one, if it still runs. What has been repaired stays so.
     *
     * @throws Refused when this process doesn't know it
     */
    public void cancel(String id) {
        find(id).cancel();
    }

    private synchronized Verification find(String id) {
        return all.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        Reason.UNKNOWN,
                        "This process knows no verification " + id + "; ask the one that has begun it"));
    }

    @PreDestroy
    synchronized void stop() {
        all.forEach(Verification::cancel);
    }
}
