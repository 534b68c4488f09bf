package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.util.ColumnUtils;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Reads rows for a snapshot on demand, in the session of the thread that streams. */
final class SnapshotRows {

    /** A page is found by keys, so it takes milliseconds; the stream stands still meanwhile. */
    static final int MAX_SECONDS = 30;

    private final PostgresConnection session;

    SnapshotRows(PostgresConnection session) {
        this.session = session;
    }

    /**
     * A row.
     *
     * @param eventKey the key of its event, or null when events of the table have none
     * @param value the row in the event
     * @param key the texts of the key in whose order rows are read
     */
    record Row(Struct eventKey, Struct value, List<String> key) {

        private static final Schema UNKEYED = SchemaBuilder.struct()
                .field("key", SchemaBuilder.array(Schema.STRING_SCHEMA))
                .build();

        /** What no other row of a window has. */
        Struct place() {
            return eventKey != null ? eventKey : new Struct(UNKEYED).put("key", key);
        }
    }

    /** The key of the last row, or null when there is none. */
    List<String> maximum(SnapshotDefinition table) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.setQueryTimeout(MAX_SECONDS);
            try (ResultSet row = statement.executeQuery(new SnapshotQueries(table).maximum())) {
                return row.next() ? SnapshotQueries.key(row, 1, table.key().size()) : null;
            }
        }
    }

    /**
     * The rows of a page as they are now; those that have been deleted meanwhile are missing.
     *
     * @param after the key of the last row that has been read, or null when there is none
     * @param whole whether the page names all rows of its range
     */
    List<Row> read(SnapshotDefinition table, List<?> after, SnapshotPage page, boolean whole) throws SQLException {
        SnapshotQueries queries = new SnapshotQueries(table);
        List<Row> rows = new ArrayList<>(page.keys().size());
        Column[] columns = table.columns().toArray(Column[]::new);
        ColumnUtils.ColumnArray read =
                new ColumnUtils.ColumnArray(columns, table.table().columns().size());
        try (Statement statement = session.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setQueryTimeout(MAX_SECONDS);
            try (ResultSet result =
                    statement.executeQuery(whole ? queries.range(after, page.last()) : queries.of(page.keys()))) {
                while (result.next()) {
                    Object[] row = session.rowToArray(table.table(), result, read);
                    rows.add(new Row(
                            table.schema().keyFromColumnData(row),
                            table.schema().valueFromColumnData(row),
                            SnapshotQueries.key(
                                    result, columns.length + 1, table.key().size())));
                }
            }
        }
        return rows;
    }
}
