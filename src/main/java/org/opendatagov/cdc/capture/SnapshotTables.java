package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * The tables that a connector captures, in the order in which a snapshot before the stream reads them, and about how many rows
 * they have by PostgreSQL's statistics.
 *
 * @param names as {@code schema.table}
 * @param rowsByName rows of each, 0 for a table that was never analysed
 */
record SnapshotTables(List<String> names, Map<String, Long> rowsByName) {

    /** Said of rows when the statistics don't tell how many there are. */
    static final long UNKNOWN = -1;

    static SnapshotTables of(Connection session, List<TableName> tables, SourceDatabase database) {
        List<String> names = tables.stream().map(TableName::toString).toList();
        Map<String, Long> rows = new HashMap<>();
        // The rows of a partitioned table or of a hypertable are in the tables below it.
        try (PreparedStatement query = session.prepareStatement("""
                WITH RECURSIVE part(name, oid) AS (
                  SELECT n.nspname || '.' || c.relname, c.oid
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname || '.' || c.relname = ANY (?)
                  UNION ALL
                  SELECT part.name, i.inhrelid FROM part JOIN pg_inherits i ON i.inhparent = part.oid)
                SELECT part.name, sum(greatest(c.reltuples, 0))::bigint
                FROM part JOIN pg_class c ON c.oid = part.oid GROUP BY part.name""")) {
            query.setArray(1, session.createArrayOf("text", names.toArray()));
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.put(found.getString(1), found.getLong(2));
                }
            }
            return new SnapshotTables(names, rows);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** For one who has no statistics at hand. */
    static final SnapshotTables NONE = new SnapshotTables(List.of(), Map.of());

    int count() {
        return names.size();
    }

    /** How many tables a snapshot reads before this one. */
    int place(String table) {
        return Math.max(0, names.indexOf(table));
    }

    /** Rows of all tables, or {@link #UNKNOWN}. */
    long rows() {
        long sum = rowsByName.values().stream().mapToLong(Long::longValue).sum();
        return sum == 0 ? UNKNOWN : sum;
    }

    /** Rows of a table, or {@link #UNKNOWN}. */
    long rows(String table) {
        long rows = rowsByName.getOrDefault(table, 0L);
        return rows == 0 ? UNKNOWN : rows;
    }
}
