package org.opendatagov.cdc.event;

import java.util.List;

/**
 * The primary key of a row, from the Kafka record's key.
 *
 * @param parts the values of the key columns as text, in key order; never empty
 */
public record RowKey(List<String> parts) {

    public RowKey {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a row key needs at least one column");
        }
    }
}
