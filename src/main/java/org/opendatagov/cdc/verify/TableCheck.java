package org.opendatagov.cdc.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.opendatagov.cdc.capture.rows.TableRows;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.sink.HeldKeys;
import org.opendatagov.cdc.sink.HeldRow;
import org.opendatagov.cdc.sink.HeldRow.State;
import org.opendatagov.cdc.sink.RowSink;
import org.opendatagov.cdc.verify.Confirmation.Fault;
import org.opendatagov.cdc.verify.Confirmation.Outcome;

/** Compares one table with one sink: first all rows of the table, then all entries of the sink. */
final class TableCheck {

    private static final int PAGE = 500;

    private final TableRows rows;
    private final RowSink sink;
    private final FlowUnderTest flow;
    private final Confirmation confirmation;
    private final ExtraDeletes deletes;
    private final Pace pace;
    private final VerificationRequest request;
    private final TableTally tally;

    TableCheck(
            TableRows rows,
            RowSink sink,
            FlowUnderTest flow,
            Confirmation confirmation,
            ExtraDeletes deletes,
            Pace pace,
            VerificationRequest request,
            TableTally tally) {
        this.rows = rows;
        this.sink = sink;
        this.flow = flow;
        this.confirmation = confirmation;
        this.deletes = deletes;
        this.pace = pace;
        this.request = request;
        this.tally = tally;
    }

    void run() throws InterruptedException {
        pace.await(PAGE);
        for (List<CdcRecord> page = rows.next(PAGE); !page.isEmpty(); page = rows.next(PAGE)) {
            compare(page.stream().filter(flow::handsOn).toList());
            pace.await(PAGE);
        }
        List<String> keyColumns = rows.keyColumns();
        CdcRecord any = rows.removed(new RowKey(keyColumns), 0);
        if (!flow.handsOn(any)) {
            // The flow leaves deletes out, so what the sink has too much is meant to stay.
            return;
        }
        try (HeldKeys held = sink.keys(any, keyColumns)) {
            if (held == null) {
                tally.cantBeGoneThrough();
                return;
            }
            for (HeldKeys.Page page = held.next(); page != null; page = held.next()) {
                lookFor(page);
            }
        }
    }

    private void compare(List<CdcRecord> page) throws InterruptedException {
        List<HeldRow> held = sink.compare(page, rows.generatedColumns());
        List<RowKey> suspects = new ArrayList<>();
        int expired = 0;
        for (int i = 0; i < held.size(); i++) {
            State state = held.get(i).state();
            if (state == State.ABSENT && sink.forgets()) {
                expired++;
            } else if (state != State.SAME) {
                suspects.add(page.get(i).key());
            }
        }
        tally.rows(page.size(), expired);
        confirm(suspects);
    }

    private void lookFor(HeldKeys.Page page) throws InterruptedException {
        Set<RowKey> keys = new HashSet<>(page.keys());
        pace.await(keys.size());
        TableRows.Found found = rows.of(List.copyOf(keys), 0);
        tally.entries(keys.size(), page.foreign() + found.misfits().size());
        keys.removeAll(found.misfits());
        found.rows().forEach(row -> keys.remove(row.key()));
        confirm(List.copyOf(keys));
    }

    private void confirm(List<RowKey> suspects) throws InterruptedException {
        if (suspects.isEmpty()) {
            return;
        }
        Outcome outcome = confirmation.of(suspects);
        List<CdcRecord> wrong = new ArrayList<>();
        List<CdcRecord> missed = new ArrayList<>();
        for (Fault fault : outcome.faults()) {
            HeldRow held = fault.held();
            if (held.state() == State.ABSENT && sink.forgets()) {
                tally.rows(0, 1);
                continue;
            }
            tally.add(new Difference(fault.should().key().text(), held.state().name(), held.position()), held.state());
            if (request.repair() && fault.repairable()) {
                switch (held.state() == State.EXTRA ? request.extra() : ExtraRows.REMOVE) {
                    case REMOVE -> wrong.add(fault.should());
                    case PUBLISH -> missed.add(fault.should());
                    case KEEP -> {}
                }
            }
        }
        tally.unsettled(outcome.unsettled());
        if (!wrong.isEmpty()) {
            sink.write(flow.id(), wrong);
            count(wrong);
        }
        if (!missed.isEmpty()) {
            deletes.publish(missed);
            count(missed);
        }
    }

    private void count(List<CdcRecord> repaired) {
        long place = repaired.get(0).event().position();
        // A change that has come since is right too, and newer.
        tally.repaired(sink.compare(repaired, rows.generatedColumns()).stream()
                .filter(held -> held.state() == State.SAME || held.position() > place)
                .count());
    }
}
