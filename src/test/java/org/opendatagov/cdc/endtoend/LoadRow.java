package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A row that a load changes, of a table with a column that can hold its version.
 *
 * @param table its table
 * @param id a UUID, the key or its first part
 */
record LoadRow(Table table, String id) {

    /** In the place of a version: the row isn't there. */
    static final int GONE = -1;

    /** The names of the tables, with their schema. */
    static final String[] TABLES =
            Stream.of(Table.values()).map(table -> "public." + table.sqlName).toArray(String[]::new);

    /** The tables; one has a composite key, one tells the row before an update. */
    enum Table {
        DATA_CONTRACTS("data_contracts", "version", "id, name", "?::uuid, gen_random_uuid()", "id = ?::uuid"),
        QUALITY_REPORTS("quality_reports", "expectations_total", "id, dataset_id", "?::uuid, 'load'", "id = ?::uuid"),
        EXECUTIONS("pipeline_executions", "rows_processed", "run_id, pipeline_id", "?, 'load'", "run_id = ?"),
        VERSIONS("pipeline_versions", "git_commit", "pipeline_id, version", "?, 7", "pipeline_id = ? AND version = 7");

        private final String sqlName;
        private final String versionColumn;
        private final String insert;
        private final String update;
        private final String delete;

        Table(String sqlName, String versionColumn, String columns, String values, String condition) {
            this.sqlName = sqlName;
            this.versionColumn = versionColumn;
            insert = "INSERT INTO %s (%s, %s) VALUES (?, %s)".formatted(sqlName, versionColumn, columns, values);
            update = "UPDATE %s SET %s = ? WHERE %s".formatted(sqlName, versionColumn, condition);
            delete = "DELETE FROM %s WHERE %s".formatted(sqlName, condition);
        }

        String sqlName() {
            return sqlName;
        }
    }

    /** Rows that don't exist yet, so many of each table. */
    static List<LoadRow> ofEachTable(int rows) {
        List<LoadRow> all = new ArrayList<>();
        for (Table table : Table.values()) {
            Stream.generate(() -> new LoadRow(table, UUID.randomUUID().toString()))
                    .limit(rows)
                    .forEach(all::add);
        }
        return List.copyOf(all);
    }

    /** What the sinks call the row within its table. */
    String key() {
        return table == Table.VERSIONS ? id + ":7" : id;
    }

    /** What Redis calls the row. */
    String entry() {
        return table.sqlName + ":" + key();
    }

    void insert(Connection connection, int version) throws SQLException {
        Database.run(connection, table.insert, version, id);
    }

    void update(Connection connection, int version) throws SQLException {
        Database.run(connection, table.update, version, id);
    }

    void delete(Connection connection) throws SQLException {
        Database.run(connection, table.delete, id);
    }

    /** The version that a sink shows of the row, or {@link #GONE} when it shows none. */
    int version(JsonNode shown) {
        return shown == null ? GONE : shown.path(table.versionColumn).asInt();
    }
}
