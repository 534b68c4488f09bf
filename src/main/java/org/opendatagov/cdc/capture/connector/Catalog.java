package org.opendatagov.cdc.capture.connector;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Questions to PostgreSQL's catalog, in somebody else's session. */
public class Catalog {

    /** Makes something of the row at which a result stands. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection session;

    public Catalog(Connection session) {
        this.session = session;
    }

    public <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
            }
            return all;
        }
    }

    /** The first row, or null when there is none. */
    public <T> T row(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        List<T> all = rows(sql, reader, parameters);
        return all.isEmpty() ? null : all.get(0);
    }

    /** Whether a condition holds. */
    public boolean holds(String condition, Object... parameters) throws SQLException {
        return row("SELECT " + condition, row -> row.getBoolean(1), parameters);
    }

    public List<TableName> tables(String sql, Object... parameters) throws SQLException {
        return rows(sql, row -> new TableName(row.getString(1), row.getString(2)), parameters);
    }

    /** The elements of a column of an array of names; none when it is null. */
    public static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(String::valueOf)
                        .toList();
    }
}
