package org.opendatagov.cdc.capture.engine;

import java.util.List;

/**
 * The keys of the rows that a snapshot on demand reads next, as texts in the columns' order. Of the rows themselves nothing is known yet
 * but about how large they are.
 *
 * @param keys the keys in the order of the table; none when all rows have been read
 */
record SnapshotPage(List<List<String>> keys) {

    boolean isEmpty() {
        return keys.isEmpty();
    }

    List<String> last() {
        return keys.get(keys.size() - 1);
    }
}
