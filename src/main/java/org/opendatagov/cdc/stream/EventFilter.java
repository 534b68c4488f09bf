package org.opendatagov.cdc.stream;

import java.util.Set;
import java.util.regex.Pattern;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;

/**
 * Which events a flow hands on.
 *
 * @param operations the operations that pass
 * @param tables the tables that pass, or null for all, and for events that belong to no table
 */
record EventFilter(Set<CdcOperation> operations, Pattern tables) {

    EventFilter {
        operations = Set.copyOf(operations);
    }

    boolean passes(CdcEvent event) {
        return operations.contains(event.operation()) && (tables == null || isListed(event.table()));
    }

    private boolean isListed(String table) {
        return table != null && tables.matcher(table).matches();
    }
}
