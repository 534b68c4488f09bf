package org.opendatagov.cdc.sink;

import java.util.List;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;

/** What becomes of rows of tables without a primary key, as the option {@code keyless} says it. */
enum Keyless {
    /** They are left out, and it is said. */
    LEAVE_OUT("leaveOut"),
    /** A row that was inserted or read gets an id of its own, by where its record is in Kafka. */
    APPEND("append"),
    /** Each is a dead letter. */
    DEAD_LETTER("deadLetter");

    private final String option;

    Keyless(String option) {
        this.option = option;
    }

    /**
     * Reads the option.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static Keyless of(String option) {
        for (Keyless each : values()) {
            if (each.option.equals(option)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + option + "'; write leaveOut, append or deadLetter");
    }

    /** The key that a row without one gets, the same each time its record is read, or null for none. */
    RowKey keyOf(CdcRecord row) {
        CdcOperation operation = row.event().operation();
        boolean isNew = operation == CdcOperation.CREATE || operation == CdcOperation.READ;
        return this == APPEND && isNew && row.event().after() != null
                ? new RowKey(List.of(
                        row.source().topic(),
                        String.valueOf(row.source().partition()),
                        String.valueOf(row.source().offset())))
                : null;
    }
}
