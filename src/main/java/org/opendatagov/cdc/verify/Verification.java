package org.opendatagov.cdc.verify;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.RowDesk;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.rows.SourceMarks;
import org.opendatagov.cdc.capture.rows.TableRows;
import org.opendatagov.cdc.catchup.CatchUp;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.sink.RowSink;
import org.opendatagov.cdc.stream.OpenWarnings;
import org.opendatagov.cdc.stream.StreamFlows;
import org.opendatagov.cdc.verify.VerificationStatus.State;

/** One verification, from its beginning to its end. */
final class Verification implements Runnable {

    private static final Logger LOG = Logger.getLogger(Verification.class);

    private final String id;
    private final VerificationRequest request;
    private final List<TableName> tables;
    private final RowDesk source;
    private final List<RowSink> sinks;
    private final FlowUnderTest flow;
    private final OpenWarnings warnings;
    private final Clock clock;
    private final Instant began;
    private final Cancellation cancellation = new Cancellation();
    private final List<TableTally> tallies = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile State state = State.RUNNING;
    private volatile String cause;
    private volatile Instant ended;

    Verification(
            String id,
            VerificationRequest request,
            List<TableName> tables,
            RowDesk source,
            List<RowSink> sinks,
            StreamFlows flows,
            CatchUp catchUp,
            OpenWarnings warnings,
            Clock clock) {
        this.id = id;
        this.request = request;
        this.tables = tables;
        this.source = source;
        this.sinks = sinks;
        this.flow = new FlowUnderTest(request, flows, catchUp, cancellation, waiting -> cause = waiting);
        this.warnings = warnings;
        this.clock = clock;
        this.began = clock.instant();
        this.thread = new Thread(this, "verification-" + id);
        thread.setDaemon(true);
    }

    String id() {
        return id;
    }

    void begin() {
        thread.start();
    }

    void cancel() {
        cancellation.ask(thread);
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    VerificationStatus status() {
        return new VerificationStatus(
                id,
                request,
                state,
                cause,
                began,
                ended,
                tallies.stream().map(TableTally::status).toList());
    }

    @Override
    public void run() {
        State end = State.DONE;
        String reason = null;
        try (SourceMarks marks = source.marks()) {
            Pace pace = new Pace(request.rowsPerSecond(), cancellation);
            for (TableName table : tables) {
                Instant begun = clock.instant();
                for (RowSink sink : sinks) {
                    compare(table, sink, marks, pace);
                }
                if (request.repair() && request.extra() != ExtraRows.KEEP) {
                    warnings.endOfTruncate(flow.id(), table.schema(), table.table(), begun);
                }
            }
        } catch (InterruptedException e) {
            end = State.CANCELLED;
        } catch (RuntimeException | Error e) {
            // A client that was interrupted says so in words of its own.
            end = cancellation.isAsked() ? State.CANCELLED : State.FAILED;
            reason = end == State.FAILED ? Causes.of(e) : null;
            LOG.debugf(e, "Verification %s has ended", id);
        }
        cause = reason;
        ended = clock.instant();
        state = end;
        LOG.infof(
                "Verification %s of %s in flow %s is %s%s",
                id, tables, flow.id(), end, reason == null ? "" : ": " + reason);
    }

    private void compare(TableName table, RowSink sink, SourceMarks marks, Pace pace) throws InterruptedException {
        TableTally tally = new TableTally(table.toString(), sink.name());
        tallies.add(tally);
        try (TableRows rows = source.open(table)) {
            Confirmation confirmation = new Confirmation(rows, marks, flow, sink);
            ExtraDeletes deletes = new ExtraDeletes(source, table, rows, sink);
            new TableCheck(rows, sink, flow, confirmation, deletes, pace, request, tally).run();
        }
    }
}
