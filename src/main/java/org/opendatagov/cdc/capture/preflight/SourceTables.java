package org.opendatagov.cdc.capture.preflight;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * The tables of a database, and which of them a connector captures.
 *
 * @param all all that there are
 * @param captured the captured ones, chunks of captured hypertables included
 * @param leftOut those that a pattern happens to match, and that can't be captured
 * @param owners the hypertable of each chunk
 */
record SourceTables(
        List<SourceTable> all,
        List<SourceTable> captured,
        List<SourceTable> leftOut,
        Map<TableName, TableName> owners) {

    /**
     * Finds the captured ones. The stream passes over the chunks of other hypertables, whatever their names match.
     *
     * <p>A table that can't be captured keeps a connector from starting if somebody counts on its events: if it's named, has been captured
     * before, or is a part of a hypertable.
     *
     * @param named whether a table's name passes the connector's lists
     * @param hypertable whether a hypertable is captured
     * @param capturable whether a table's rows can be read, and its changes seen
     * @param expected whether a table is named by the lists, or has been captured before
     */
    static SourceTables of(
            List<SourceTable> all,
            Map<TableName, TableName> owners,
            Predicate<TableName> named,
            Predicate<TableName> hypertable,
            Predicate<SourceTable> capturable,
            Predicate<SourceTable> expected) {
        List<SourceTable> matched = all.stream()
                .filter(table -> named.test(table.name())
                        && (!owners.containsKey(table.name()) || hypertable.test(owners.get(table.name()))))
                .toList();
        Predicate<SourceTable> wanted = table -> capturable.test(table)
                || expected.test(table)
                || owners.containsKey(table.name())
                || owners.containsValue(table.name());
        return new SourceTables(
                all,
                matched.stream().filter(wanted).toList(),
                matched.stream().filter(wanted.negate()).toList(),
                owners);
    }

    /** The captured tables that events are named after: without chunks. */
    List<SourceTable> withoutChunks() {
        return captured.stream()
                .filter(table -> !table.isChunk() && !owners.containsKey(table.name()))
                .toList();
    }

    Set<TableName> capturedNames() {
        return captured.stream().map(SourceTable::name).collect(Collectors.toSet());
    }

    boolean isChunk(SourceTable table) {
        return owners.containsKey(table.name());
    }

    /** The hypertable of a chunk, and of another table itself: what is granted or set there reaches the chunks, also those to come. */
    TableName owner(SourceTable table) {
        return owners.getOrDefault(table.name(), table.name());
    }
}
