package org.opendatagov.cdc.sink;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Columns that an option names.
 *
 * @param names each as {@code column}, in whatever table, or {@code table.column}
 */
record ColumnNames(Set<String> names) {

    /** Reads an option: names separated by commas, or null for none. */
    static ColumnNames of(String option) {
        return new ColumnNames(
                option == null
                        ? Set.of()
                        : Arrays.stream(option.split(","))
                                .map(String::strip)
                                .filter(name -> !name.isEmpty())
                                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    boolean has(String table, String column) {
        return names.contains(column) || names.contains(table + "." + column);
    }
}
