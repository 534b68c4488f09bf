package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * Which rows a sink keeps, and what of them. A row that doesn't meet the condition is removed, since an earlier state may have met it.
 */
final class RowSelection {

    /** What a masked text becomes. A masked value of any other type becomes null, which suits a field of every type. */
    static final String MASK = "****";

    private final Predicate<CdcEvent> condition;
    private final ColumnNames leftOut;
    private final ColumnNames masked;
    private final Keyless keyless;

    private RowSelection(Predicate<CdcEvent> condition, ColumnNames leftOut, ColumnNames masked, Keyless keyless) {
        this.condition = condition;
        this.leftOut = leftOut;
        this.masked = masked;
        this.keyless = keyless;
    }

    /**
     * Makes a selection.
     *
     * @param condition what a row has to meet
     * @param leaveOut columns to leave out, as {@code column} or {@code table.column}, separated by commas, or null
     * @param mask columns to mask, likewise
     * @param keyless what becomes of rows of tables without a key
     */
    static RowSelection of(Predicate<CdcEvent> condition, String leaveOut, String mask, Keyless keyless) {
        return new RowSelection(condition, ColumnNames.of(leaveOut), ColumnNames.of(mask), keyless);
    }

    /** What becomes of rows of tables without a key. */
    Keyless keyless() {
        return keyless;
    }

    /** What the sink takes of a row that now exists. */
    CdcRecord of(CdcRecord row) {
        CdcEvent event = row.event();
        if (!condition.test(event)) {
            return new CdcRecord(row.key(), event.asDelete(), row.source());
        }
        if (leftOut.isEmpty() && masked.isEmpty()) {
            return row;
        }
        ObjectNode shown = event.after().objectNode();
        event.after().properties().forEach(column -> {
            String name = column.getKey();
            if (leftOut.has(event.table(), name)) {
                return;
            }
            if (!masked.has(event.table(), name)) {
                shown.set(name, column.getValue());
            } else if (column.getValue().isTextual()) {
                shown.put(name, MASK);
            } else {
                shown.putNull(name);
            }
        });
        return new CdcRecord(row.key(), event.withAfter(shown), row.source());
    }

    /** What the sink should hold of a row that there is, or isn't. */
    CdcRecord expected(CdcRecord row) {
        return row.event().after() == null ? row : of(row);
    }
}
