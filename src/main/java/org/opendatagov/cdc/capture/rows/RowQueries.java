package org.opendatagov.cdc.capture.rows;

import io.debezium.relational.Column;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.values.IsoTimes;

/** The queries for a table's rows. Keys are bound as texts of no type, so that PostgreSQL reads them as the columns' types. */
final class RowQueries {

    private final String select;
    private final String filter;
    private final String key;
    private final List<Column> keyColumns;

    /**
     * @param filter which rows are published, or null for all
     */
    RowQueries(TableName table, List<Column> columns, List<Column> keyColumns, String filter) {
        this.filter = filter == null ? "" : "(" + Sql.withoutParameters(filter) + ")";
        this.keyColumns = keyColumns;
        this.select = "SELECT " + names(columns) + " FROM " + table.quoted();
        this.key = names(keyColumns);
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(column -> Sql.identifier(column.name())).collect(Collectors.joining(", "));
    }

    String first(int limit) {
        return select + (filter.isEmpty() ? "" : " WHERE " + filter) + inOrder(limit);
    }

    /** Those behind a key, whose texts are to be set as {@link #keyOf} gives them. */
    String following(int limit) {
        return select + " WHERE (" + key + ") > " + placeholders() + andFilter() + inOrder(limit);
    }

    /** Those that have one of so many keys, to be set by {@link #bind}. */
    String of(int keys) {
        return select + " WHERE (" + key + ") IN (" + String.join(", ", Collections.nCopies(keys, placeholders())) + ")"
                + andFilter();
    }

    private String andFilter() {
        return filter.isEmpty() ? "" : " AND " + filter;
    }

    private String inOrder(int limit) {
        return " ORDER BY " + key + " LIMIT " + limit;
    }

    private String placeholders() {
        return "(" + String.join(", ", Collections.nCopies(keyColumns.size(), "?")) + ")";
    }

    /**
     * Sets a part of a key as an event has it.
     *
     * @throws IllegalArgumentException when no such column can hold it
     */
    void bind(PreparedStatement statement, int index, int part, String text) throws SQLException {
        if (isBytes(part)) {
            statement.setBytes(index, Base64.getDecoder().decode(text));
        } else {
            statement.setObject(index, IsoTimes.toPostgres(text), Types.OTHER);
        }
    }

    /** The text that PostgreSQL writes for a part of a key as an event has it. */
    String text(int part, String inEvent) {
        return isBytes(part)
                ? "\\x" + HexFormat.of().formatHex(Base64.getDecoder().decode(inEvent))
                : IsoTimes.toPostgres(inEvent);
    }

    private boolean isBytes(int part) {
        return "bytea".equalsIgnoreCase(keyColumns.get(part).typeName());
    }

    /** The key of the row at which a result stands, as PostgreSQL writes it. */
    List<String> keyOf(ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>(keyColumns.size());
        for (Column column : keyColumns) {
            texts.add(row.getString(column.name()));
        }
        return texts;
    }
}
