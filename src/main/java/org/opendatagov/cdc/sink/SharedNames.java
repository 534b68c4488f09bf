package org.opendatagov.cdc.sink;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * Notices tables of one name in several schemas or databases, whose rows get the same names in a sink: one replaces the other there, and
 * a delete of one removes both. It is said once for each two of them. For many threads.
 */
final class SharedNames {

    private static final Logger LOG = Logger.getLogger(SharedNames.class);

    private final String option;
    private final NamePattern pattern;
    private final Map<String, Place> first = new ConcurrentHashMap<>();
    private final Set<Place> reported = ConcurrentHashMap.newKeySet();

    private record Place(String database, String schema, String table) {

        @Override
        public String toString() {
            return database + "." + schema + "." + table;
        }
    }

    /**
     * @param option the option that the names are made by, with its endpoint
     * @param pattern what it says
     */
    SharedNames(String option, NamePattern pattern) {
        this.option = option;
        this.pattern = pattern;
    }

    /** Looks at the rows of a batch. */
    void look(List<CdcRecord> rows) {
        for (CdcRecord row : rows) {
            CdcEvent event = row.event();
            Place known = first.get(event.table());
            if (known == null) {
                known = first.computeIfAbsent(event.table(), table -> placeOf(event));
            }
            if (isShared(known, event)) {
                report(known, placeOf(event));
            }
        }
    }

    private static Place placeOf(CdcEvent event) {
        return new Place(event.database(), event.schema(), event.table());
    }

    private boolean isShared(Place known, CdcEvent event) {
        boolean sameSchema = Objects.equals(known.schema(), event.schema());
        boolean sameDatabase = Objects.equals(known.database(), event.database());
        return !(sameSchema && sameDatabase)
                && (sameSchema || !pattern.has(NamePattern.Placeholder.SCHEMA))
                && (sameDatabase || !pattern.has(NamePattern.Placeholder.DATABASE));
    }

    private void report(Place known, Place other) {
        if (reported.add(other)) {
            LOG.warnf(
                    "Rows of %s and of %s have the same names by %s, so that one replaces the other; put %s into it",
                    known, other, option, Objects.equals(known.schema(), other.schema()) ? "{database}" : "{schema}");
        }
    }
}
