package org.opendatagov.cdc.notify;

import java.util.LinkedHashSet;
import java.util.Set;

/** The ids of the latest notifications that are done with, at most a fixed number of them. */
final class AcknowledgedIds {

    private final int limit;
    private final Set<String> ids = new LinkedHashSet<>();

    AcknowledgedIds(int limit) {
        this.limit = limit;
    }

    synchronized boolean contains(String id) {
        return ids.contains(id);
    }

    /** Remembers an id, and forgets the oldest when there are too many. */
    synchronized void add(String id) {
        if (ids.add(id) && ids.size() > limit) {
            var oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
