package org.opendatagov.cdc.capture.engine;

import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * The queries of a snapshot on demand for one table. Keys are literals of no type, so that PostgreSQL reads them as the columns' types.
 * Nothing is bound: a condition may have an operator with a question mark, which the driver would take for a parameter.
 */
final class SnapshotQueries {

    /** Types whose values are never large. */
    private static final Set<String> SMALL = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "serial",
            "bigserial",
            "smallserial",
            "float4",
            "float8",
            "oid",
            "money",
            "uuid",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "name",
            "pg_lsn");

    /** Types whose length PostgreSQL knows without reading a value that it keeps out of line. */
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "bytea");

    /** Beyond so many stored bytes a value of another type is measured by its text, as it may be compressed. */
    private static final int MEASURED = 1_000;

    private final SnapshotDefinition table;
    private final String from;
    private final String key;
    private final String keyTexts;

    SnapshotQueries(SnapshotDefinition table) {
        this.table = table;
        this.from = " FROM " + new TableName(table.id().schema(), table.id().table()).quoted();
        this.key = row(table.key().stream()
                .map(column -> Sql.identifier(column.name()))
                .toList());
        // Under the column's own name it would be the text that ORDER BY sorts by.
        this.keyTexts = IntStream.range(0, table.key().size())
                .mapToObj(i -> Sql.identifier(table.key().get(i).name()) + "::text AS \"text of key " + i + "\"")
                .collect(Collectors.joining(", "));
    }

    private static String row(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : "ROW(" + String.join(", ", parts) + ")";
    }

    /** The key of the last row, by which a snapshot ends: what is inserted after it comes in the stream. */
    String maximum() {
        return "SELECT " + keyTexts + from + inOrder(" DESC") + " LIMIT 1";
    }

    /**
     * The keys of the next rows, and about how many bytes each row has.
     *
     * @param after the key of the last row that has been read, or null when there is none
     * @param maximum the key of the last row to read
     * @param condition which rows are wanted, or null for all
     */
    String page(List<?> after, List<?> maximum, String condition, int limit) {
        return "SELECT " + keyTexts + ", " + size() + from + between(after, maximum) + and(condition)
                + and(table.filter()) + inOrder("") + " LIMIT " + limit;
    }

    /** The rows after one key, or from the first one on, up to another. */
    String range(List<?> after, List<?> last) {
        return rows() + between(after, last) + and(table.filter()) + inOrder("");
    }

    /** The rows that have one of these keys. */
    String of(List<List<String>> keys) {
        return rows() + " WHERE " + key + " IN ("
                + keys.stream().map(SnapshotQueries::literals).collect(Collectors.joining(", ")) + ")"
                + and(table.filter()) + inOrder("");
    }

    private String between(List<?> after, List<?> last) {
        return " WHERE " + (after == null ? "" : key + " > " + literals(after) + " AND ") + key + " <= "
                + literals(last);
    }

    private static String literals(List<?> parts) {
        return row(parts.stream().map(SnapshotQueries::literal).toList());
    }

    /** An offset may still have the values of a key that Debezium stored, rather than their texts. */
    private static String literal(Object part) {
        String text = part instanceof byte[] bytes ? "\\x" + HexFormat.of().formatHex(bytes) : String.valueOf(part);
        return text.indexOf('\\') < 0 ? Sql.literal(text) : " E" + Sql.literal(text.replace("\\", "\\\\"));
    }

    /** Those of some keys of which the table has no row, under the names of the key's columns. */
    static String absent(Table table, List<List<String>> keys) {
        String from = new TableName(table.id().schema(), table.id().table()).quoted();
        List<String> names = table.primaryKeyColumns().stream()
                .map(column -> Sql.identifier(column.name()))
                .toList();
        // The first part gives the literals of the others their types.
        return "SELECT * FROM (SELECT " + String.join(", ", names) + " FROM " + from + " WHERE false"
                + keys.stream()
                        .map(key -> " UNION ALL SELECT "
                                + key.stream().map(SnapshotQueries::literal).collect(Collectors.joining(", ")))
                        .collect(Collectors.joining())
                + ") wanted WHERE NOT EXISTS (SELECT FROM " + from + " present WHERE "
                + names.stream()
                        .map(name -> "present." + name + " = wanted." + name)
                        .collect(Collectors.joining(" AND "))
                + ")";
    }

    private String rows() {
        return "SELECT "
                + table.columns().stream()
                        .map(column -> Sql.identifier(column.name()))
                        .collect(Collectors.joining(", "))
                + ", " + keyTexts + from;
    }

    private static String and(String condition) {
        return condition == null || condition.isBlank() ? "" : " AND (" + condition + ")";
    }

    private String inOrder(String direction) {
        return " ORDER BY "
                + table.key().stream()
                        .map(column -> Sql.identifier(column.name()) + direction)
                        .collect(Collectors.joining(", "));
    }

    private String size() {
        String large = table.columns().stream()
                .filter(column -> !SMALL.contains(type(column)))
                .map(SnapshotQueries::size)
                .collect(Collectors.joining(" + "));
        return large.isEmpty() ? "0" : large;
    }

    private static String size(Column column) {
        String name = Sql.identifier(column.name());
        return TEXTS.contains(type(column))
                ? "coalesce(octet_length(" + name + ")::bigint, 0)"
                : "coalesce(CASE WHEN pg_column_size(" + name + ") > " + MEASURED + " THEN octet_length(" + name
                        + "::text) ELSE pg_column_size(" + name + ") END::bigint, 0)";
    }

    private static String type(Column column) {
        return column.typeName().toLowerCase(Locale.ROOT);
    }

    /** The key that a row of a result has in so many columns from one on. */
    static List<String> key(ResultSet row, int from, int parts) throws SQLException {
        List<String> key = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            key.add(row.getString(from + i));
        }
        return key;
    }
}
