package org.opendatagov.cdc.sandbox.comparison;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A table of the schema {@code public}, as the database describes it.
 *
 * @param key the columns of the primary key, in key order; empty when there is none
 */
public record TableInfo(String name, List<Column> columns, List<Column> key) {

    /**
     * A column.
     *
     * @param type PostgreSQL's name, such as {@code int4}; an array's begins with an underscore
     * @param length the longest text in characters, for types that have a limit
     */
    public record Column(String name, String type, int length, boolean nullable) {
        /** The name for SQL. */
        public String quoted() {
            return '"' + name + '"';
        }
    }

    /** All tables that have a primary key and a name without capitals and signs, by name. */
    public static List<TableInfo> readAll(Connection connection) throws SQLException {
        List<TableInfo> tables = new ArrayList<>();
        try (ResultSet names =
                connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE", "PARTITIONED TABLE"})) {
            while (names.next()) {
                tables.add(read(connection, names.getString("TABLE_NAME")));
            }
        }
        return tables.stream()
                .filter(table -> !table.key().isEmpty() && table.name().matches("[a-z0-9_]+"))
                .toList();
    }

    /** One table. */
    public static TableInfo read(Connection connection, String name) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        List<Column> columns = new ArrayList<>();
        try (ResultSet rows = metadata.getColumns(null, "public", name, "%")) {
            while (rows.next()) {
                // The underscores of a name count as patterns.
                if (!rows.getString("TABLE_NAME").equals(name)) {
                    continue;
                }
                columns.add(new Column(
                        rows.getString("COLUMN_NAME"),
                        rows.getString("TYPE_NAME"),
                        rows.getInt("COLUMN_SIZE"),
                        rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls));
            }
        }
        TreeMap<Integer, Column> key = new TreeMap<>();
        try (ResultSet rows = metadata.getPrimaryKeys(null, "public", name)) {
            while (rows.next()) {
                String column = rows.getString("COLUMN_NAME");
                key.put(
                        rows.getInt("KEY_SEQ"),
                        columns.stream()
                                .filter(c -> c.name().equals(column))
                                .findFirst()
                                .orElseThrow());
            }
        }
        return new TableInfo(name, List.copyOf(columns), List.copyOf(key.values()));
    }

    /** The columns outside of the primary key. */
    public Stream<Column> valueColumns() {
        return columns.stream().filter(column -> !key.contains(column));
    }
}
