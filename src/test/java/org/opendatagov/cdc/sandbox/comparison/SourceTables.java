package org.opendatagov.cdc.sandbox.comparison;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendatagov.cdc.servers.PostgresServer;

/** Tables of one database, to compare with the sinks. */
public final class SourceTables {
    private final PostgresServer server;
    private final String database;
    private final Set<String> names;

    private SourceTables(PostgresServer server, String database, Set<String> names) {
        this.server = server;
        this.database = database;
        this.names = names;
    }

    /** All tables of the schema {@code public} that have a primary key, hypertables included. */
    public static SourceTables all(PostgresServer server, String database) {
        return new SourceTables(server, database, Set.of());
    }

    /** These tables alone. */
    public static SourceTables some(PostgresServer server, String database, String... tables) {
        return new SourceTables(server, database, Set.of(tables));
    }

    Connection connect() throws SQLException {
        Connection connection = server.connect(database);
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        return connection;
    }

    List<TableInfo> tables(Connection connection) throws SQLException {
        return TableInfo.readAll(connection).stream()
                .filter(table -> names.isEmpty() || names.contains(table.name()))
                .toList();
    }

    /** The rows by key, values in canonical form and in the order of the columns. */
    static Map<List<Object>, List<Object>> rows(Connection connection, TableInfo table) throws SQLException {
        Map<List<Object>, List<Object>> rows = new HashMap<>();
        List<TableInfo.Column> columns = table.columns();
        String names =
                String.join(", ", columns.stream().map(TableInfo.Column::quoted).toList());
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1_000);
            try (ResultSet result =
                    statement.executeQuery("SELECT " + names + " FROM public.\"" + table.name() + '"')) {
                while (result.next()) {
                    List<Object> row = new ArrayList<>(columns.size());
                    for (int i = 0; i < columns.size(); i++) {
                        row.add(Canonical.fromDatabase(
                                result, i + 1, columns.get(i).type()));
                    }
                    rows.put(
                            table.key().stream()
                                    .map(c -> row.get(columns.indexOf(c)))
                                    .toList(),
                            row);
                }
            }
        }
        return rows;
    }
}
