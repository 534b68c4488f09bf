package org.opendatagov.cdc.capture;

import java.util.HashSet;
import java.util.Set;

/**
 * How many tables the snapshot before the stream has read whole, by the rows that have come. Of a table that is empty none comes, and several tables
 * may be read at a time; they are begun in order. For one thread.
 */
final class TablesRead {

    private final Set<Integer> underWay = new HashSet<>();
    private int begun;

    /**
     * Takes a row into account.
     *
     * @param place its table's place in the order in which tables are begun
     * @param last whether it is its table's last one
     * @return how many tables are read whole
     */
    int advance(int place, boolean last) {
        begun = Math.max(begun, place + 1);
        if (last) {
            underWay.remove(place);
        } else {
            underWay.add(place);
        }
        return begun - underWay.size();
    }
}
