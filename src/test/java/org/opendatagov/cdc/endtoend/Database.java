package org.opendatagov.cdc.endtoend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.opendatagov.cdc.servers.PostgresServer;

/** One database of a server, written by its owner. */
record Database(PostgresServer server, String name) {

    /** Runs one statement as a transaction of its own and returns the number of rows. */
    int run(String sql, Object... values) throws SQLException {
        try (Connection connection = server.connect(name)) {
            return run(connection, sql, values);
        }
    }

    /** The number that a query answers. */
    long number(String sql) throws SQLException {
        try (Connection connection = server.connect(name);
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Runs one statement on a connection. */
    static int run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
            return statement.getUpdateCount();
        }
    }
}
