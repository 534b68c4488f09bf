package org.opendatagov.cdc.sandbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;

/** One transaction: its statements, and what its end means for what the workload remembers. */
final class Transaction {
    private final Connection connection;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private int changes;

    /** @param connection one without auto-commit, used by nobody else */
    Transaction(Connection connection) {
        this.connection = connection;
    }

    /** The value of a column in a statement: the text is cast to the column's type. */
    static String placeholder(TableInfo.Column column) {
        return "?::" + column.type();
    }

    /** Runs a statement that changes one row. */
    void execute(String sql, List<String> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.execute();
        }
        changes++;
    }

    /** Runs a statement that changes some rows and returns their keys, each of one column. */
    List<List<String>> executeReturning(String sql, List<String> values) throws SQLException {
        List<List<String>> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(List.of(rows.getString(1)));
                }
            }
        }
        changes += keys.size();
        return keys;
    }

    void add(LiveKeys keys, List<String> key) {
        keys.add(key);
        undo.push(() -> keys.remove(key));
    }

    void remove(LiveKeys keys, List<String> key) {
        if (keys.remove(key)) {
            undo.push(() -> keys.add(key));
        }
    }

    /** What to do when the transaction is committed, and only then. */
    void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** How many rows were changed so far. */
    int changes() {
        return changes;
    }

    void commit() throws SQLException {
        connection.commit();
        afterCommit.forEach(Runnable::run);
    }

    void rollback() throws SQLException {
        connection.rollback();
        undo.forEach(Runnable::run);
    }

    private static void bind(PreparedStatement statement, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setString(i + 1, values.get(i));
        }
    }
}
