package org.opendatagov.cdc.capture.values;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.event.UnavailableColumns;

/** A row after a change of which some values are unavailable: an event's {@code after}, until it is written. */
public final class IncompleteRow extends Struct {

    private final List<String> unavailable;

    /**
     * A row of the same values.
     *
     * @param unavailable the names of the fields that hold no real value
     */
    public IncompleteRow(Struct row, List<String> unavailable) {
        super(row.schema());
        for (Field field : row.schema().fields()) {
            Object value = row.getWithoutDefault(field.name());
            if (value != null) {
                put(field, value);
            }
        }
        this.unavailable = List.copyOf(unavailable);
    }

    /**
     * The value of a record's header {@link UnavailableColumns#HEADER}, as Debezium has made the record.
     *
     * @return null when there is nothing to say
     */
    public static byte[] header(SourceRecord record) {
        if (!(record.value() instanceof Struct envelope)) {
            return null;
        }
        Struct after = row(envelope, "after");
        if (after instanceof IncompleteRow row) {
            return UnavailableColumns.toHeader(row.unavailable);
        }
        return looksIncomplete(after) || looksIncomplete(row(envelope, "before"))
                ? UnavailableColumns.toHeader(List.of())
                : null;
    }

    private static Struct row(Struct envelope, String field) {
        Field row = envelope.schema().field(field);
        return row != null && row.schema().type() == Schema.Type.STRUCT ? envelope.getStruct(field) : null;
    }

    /** Whether a real value looks like a placeholder. */
    public static boolean looksIncomplete(Struct row) {
        if (row == null) {
            return false;
        }
        for (Field field : row.schema().fields()) {
            if (UnavailableColumns.looksUnavailable(row.getWithoutDefault(field.name()))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && unavailable.equals(((IncompleteRow) other).unavailable);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), unavailable);
    }
}
