package org.opendatagov.cdc.search;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A column of a table.
 *
 * @param type PostgreSQL's name of it, or of what a domain is made of
 * @param keyPlace its place in the primary key, from 1, or 0
 * @param large whether a value can be stored out of line
 */
record Column(String name, String type, int keyPlace, boolean large) {

    private static final String QUERY = """
            SELECT a.attname, CASE WHEN t.typtype = 'd' THEN b.typname ELSE t.typname END,
                   coalesce(array_position(i.indkey::int2[], a.attnum), -1), a.attstorage <> 'p'
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
                 LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
            WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
            ORDER BY a.attnum""";

    /** The columns of a table as a session sees it now. */
    static List<Column> of(Connection session, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(QUERY)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(row.getString(1), row.getString(2), row.getInt(3) + 1, row.getBoolean(4)));
                }
            }
        }
        return columns;
    }

    /** An expression for a row as an event has it, see docs/types.md. */
    static String row(List<Column> columns, String alias) {
        return columns.stream()
                .map(column -> literal(column.name) + ", " + column.value(alias))
                .collect(Collectors.joining(", ", "json_build_object(", ")"));
    }

    private String value(String alias) {
        String value = alias + "." + quoted(name);
        return switch (type) {
            case "int2", "int4", "int8", "bool", "text", "varchar", "date", "uuid", "_int4", "_text" -> value;
            case "timestamptz" -> "to_char(" + value + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
            case "bytea" -> "translate(encode(" + value + ", 'base64'), E'\\n', '')";
            default -> value + "::text";
        };
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
