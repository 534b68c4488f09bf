package org.opendatagov.cdc.stream;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.retry.Causes;

/**
 * Which events a flow hands on.
 *
 * @param operations the operations that pass
 * @param tables the tables that pass, or null for all, and for events that belong to no table
 * @param condition what an event that passes has to meet as well
 */
record EventFilter(Set<CdcOperation> operations, Pattern tables, Predicate<CdcEvent> condition) {

    EventFilter {
        operations = Set.copyOf(operations);
    }

    /**
     * Whether an event passes.
     *
     * @throws RuntimeException when the condition can't be told of it
     */
    boolean passes(CdcEvent event) {
        return operations.contains(event.operation()) && isOfItsTables(event) && meetsCondition(event);
    }

    /** Whether an event is of a table that passes. */
    boolean isOfItsTables(CdcEvent event) {
        return tables == null || isListed(event.table());
    }

    private boolean meetsCondition(CdcEvent event) {
        try {
            return condition.test(event);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the flow's condition fails on this row: " + Causes.of(e), e);
        }
    }

    private boolean isListed(String table) {
        return table != null && tables.matcher(table).matches();
    }
}
