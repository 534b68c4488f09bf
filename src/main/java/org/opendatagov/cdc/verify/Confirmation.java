package org.opendatagov.cdc.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.opendatagov.cdc.capture.rows.SourceMarks;
import org.opendatagov.cdc.capture.rows.SourceMarks.Mark;
import org.opendatagov.cdc.capture.rows.TableRows;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.sink.HeldRow;
import org.opendatagov.cdc.sink.HeldRow.State;
import org.opendatagov.cdc.sink.RowSink;

/**
 * Tells a difference from a change that is under way. A row is read, a mark is set into the WAL, the flow applies everything up to it, the
 * sink is asked, and the row is read again. When the row was the same both times, and the sink's last write isn't from behind the mark, then
 * what the sink holds seems wrong. It is wrong when the next round finds the same with the same last write: then the row hasn't changed between
 * the two marks, and was read between them. Anything else is looked at once more.
 */
final class Confirmation {

    private static final int ROUNDS = 8;

    private final TableRows rows;
    private final SourceMarks marks;
    private final FlowUnderTest flow;
    private final RowSink sink;

    Confirmation(TableRows rows, SourceMarks marks, FlowUnderTest flow, RowSink sink) {
        this.rows = rows;
        this.marks = marks;
        this.flow = flow;
        this.sink = sink;
    }

    /**
     * A row that the sink holds wrongly.
     *
     * @param should as it should be, or its removal, at the place of the mark
     * @param held as it is held
     * @param repairable whether it can be written at that place
     */
    record Fault(CdcRecord should, HeldRow held, boolean repairable) {}

    /**
     * What has come out.
     *
     * @param faults rows that the sink holds wrongly
     * @param unsettled how many rows didn't stand still for long enough
     */
    record Outcome(List<Fault> faults, int unsettled) {}

    Outcome of(Collection<RowKey> suspects) throws InterruptedException {
        List<Fault> faults = new ArrayList<>();
        Set<RowKey> left = new LinkedHashSet<>(suspects);
        Map<RowKey, HeldRow> seen = new HashMap<>();
        for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
            look(left, seen, faults);
        }
        return new Outcome(faults, left.size());
    }

    private void look(Set<RowKey> left, Map<RowKey, HeldRow> seen, List<Fault> faults) throws InterruptedException {
        List<RowKey> keys = List.copyOf(left);
        Map<RowKey, CdcRecord> before = read(keys, 0);
        Mark mark = marks.next();
        flow.awaitAppliedTo(mark.lsn());
        long position = mark.position();
        List<CdcRecord> should = keys.stream()
                .map(key -> orRemoved(before.get(key), key, position))
                .toList();
        List<HeldRow> held = sink.compare(should, rows.generatedColumns());
        Map<RowKey, CdcRecord> after = read(keys, position);
        for (int i = 0; i < keys.size(); i++) {
            RowKey key = keys.get(i);
            CdcRecord now = orRemoved(after.get(key), key, position);
            if (held.get(i).state() == State.SAME || !flow.handsOn(now)) {
                left.remove(key);
            } else if (!isSame(should.get(i), now) || held.get(i).position() > position) {
                seen.remove(key);
            } else if (held.get(i).equals(seen.put(key, held.get(i)))) {
                left.remove(key);
                faults.add(new Fault(now, held.get(i), mark.settled()));
            }
        }
    }

    private Map<RowKey, CdcRecord> read(List<RowKey> keys, long position) {
        Map<RowKey, CdcRecord> found = new HashMap<>();
        rows.of(keys, position).rows().forEach(row -> found.put(row.key(), row));
        return found;
    }

    private CdcRecord orRemoved(CdcRecord row, RowKey key, long position) {
        return row == null ? rows.removed(key, position) : row;
    }

    private static boolean isSame(CdcRecord one, CdcRecord other) {
        return Objects.equals(one.event().after(), other.event().after());
    }
}
