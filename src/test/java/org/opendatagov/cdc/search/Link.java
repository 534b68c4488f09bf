package org.opendatagov.cdc.search;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** A connection with the database that is made when it is needed, again after the server was killed. */
final class Link {

    private final PostgresServer server;
    private final String schema;
    private final Runnable up;
    private Connection connection;

    /**
     * @param schema where the tables are
     * @param up waits until a server that is being killed is up again
     */
    Link(PostgresServer server, String schema, Runnable up) {
        this.server = server;
        this.schema = schema;
        this.up = up;
    }

    Connection connection() throws SQLException {
        if (connection == null) {
            up.run();
            connection = server.connect(Sources.ODG);
            execute("SET search_path = " + schema + "; SET lock_timeout = '150ms'; SET statement_timeout = '30s';"
                    + " SET timezone = 'UTC'; SET bytea_output = 'hex'");
        }
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    /** The text that a query answers with, or null. */
    String text(String query) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Whether the server knows this connection; a transaction may be open on it then. */
    boolean isAlive() throws SQLException {
        return connection != null && connection.isValid(5);
    }

    void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
