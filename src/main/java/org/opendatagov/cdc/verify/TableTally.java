package org.opendatagov.cdc.verify;

import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.sink.HeldRow;

/** Counts what is found out about a table in a sink. Written by one thread, read by any. */
final class TableTally {

    /** How many differences are told one by one. */
    private static final int SHOWN = 100;

    private final String table;
    private final String sink;
    private final List<Difference> differences = new ArrayList<>();
    private long rows;
    private long entries;
    private long missing;
    private long expired;
    private long different;
    private long extra;
    private long foreign;
    private long unsettled;
    private long repaired;

    TableTally(String table, String sink) {
        this.table = table;
        this.sink = sink;
    }

    synchronized void rows(long more, long expiredOfThem) {
        rows += more;
        expired += expiredOfThem;
    }

    synchronized void entries(long more, long foreignOfThem) {
        entries += more;
        foreign += foreignOfThem;
    }

    synchronized void cantBeGoneThrough() {
        entries = -1;
    }

    synchronized void add(Difference difference, HeldRow.State state) {
        switch (state) {
            case ABSENT -> missing++;
            case EXTRA -> extra++;
            case DIFFERENT -> different++;
            case SAME -> throw new IllegalArgumentException("no difference");
        }
        if (differences.size() < SHOWN) {
            differences.add(difference);
        }
    }

    synchronized void unsettled(long more) {
        unsettled += more;
    }

    synchronized void repaired(long more) {
        repaired += more;
    }

    synchronized TableStatus status() {
        return new TableStatus(
                table,
                sink,
                rows,
                entries,
                missing,
                expired,
                different,
                extra,
                foreign,
                unsettled,
                repaired,
                List.copyOf(differences));
    }
}
