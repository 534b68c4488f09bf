package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a transaction did to one row.
 *
 * @param table as SQL names it
 * @param key the columns of the primary key as an event's key has them
 * @param operation {@code c}, {@code u} or {@code d} as in an event; {@code s} when only the table was altered, which makes no event
 * @param row the row afterwards, null when it was deleted
 * @param columns the table's columns at that time
 * @param kept the columns that an update left as they were; of a row whose key it changed, too
 */
record Change(String table, JsonNode key, char operation, ObjectNode row, List<Column> columns, Set<String> kept) {

    /** A change that kept nothing. */
    Change(String table, JsonNode key, char operation, ObjectNode row, List<Column> columns) {
        this(table, key, operation, row, columns, Set.of());
    }

    /** The columns that are the same before and after. */
    static Set<String> kept(ObjectNode before, ObjectNode after, List<Column> columns) {
        return columns.stream()
                .map(Column::name)
                .filter(name -> after.path(name).equals(before.path(name)))
                .collect(Collectors.toSet());
    }

    /** The key's columns of a row. */
    static ObjectNode key(ObjectNode row, List<Column> columns) {
        ObjectNode key = row.objectNode();
        columns.stream()
                .filter(column -> column.keyPlace() > 0)
                .sorted(Comparator.comparing(Column::keyPlace))
                .forEach(column -> key.set(column.name(), row.get(column.name())));
        return key;
    }
}
