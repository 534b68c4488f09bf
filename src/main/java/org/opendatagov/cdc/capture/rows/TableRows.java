package org.opendatagov.cdc.capture.rows;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;

/**
 * Reads a table in the order of its key, page by page, and single rows again. It never writes, and holds no transaction open between two
 * pages. For one thread.
 */
public final class TableRows implements AutoCloseable {

    /** SQL states that begin so are about a value: a text that is no uuid, a number out of range. */
    private static final String MISFIT = "22";

    private final SourceDatabase database;
    private final PostgresConnection session;
    private final RowEvents events;
    private final RowQueries queries;
    private List<String> last;
    private boolean ended;

    private TableRows(SourceDatabase database, PostgresConnection session, RowEvents events, RowQueries queries) {
        this.database = database;
        this.session = session;
        this.events = events;
        this.queries = queries;
    }

    /**
     * Opens a session.
     *
     * @param settings those of the connector's engine
     * @param filter the condition by which the publication leaves out rows, or null when it publishes all
     * @throws org.opendatagov.cdc.capture.connector.CaptureProblem when the database doesn't answer, or refuses
     */
    public static TableRows open(Properties settings, SourceDatabase database, TableName table, String filter) {
        try {
            RowSession session = RowSession.open(settings);
            RowEvents events = RowEvents.of(session, table);
            return new TableRows(
                    database,
                    session.connection(),
                    events,
                    new RowQueries(table, events.columns(), events.keyColumns(), filter));
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Those columns of which the stream may know nothing, as PostgreSQL computes them. */
    public Set<String> generatedColumns() {
        return events.generatedColumns();
    }

    /** The names of the key's columns, in key order. */
    public List<String> keyColumns() {
        return events.keyColumns().stream().map(Column::name).toList();
    }

    /**
     * The next rows in the order of the key.
     *
     * @return snapshot reads at position 0, at most as many as asked for; none when all rows have been read
     */
    public List<CdcRecord> next(int limit) {
        if (ended) {
            return List.of();
        }
        String query = last == null ? queries.first(limit) : queries.following(limit);
        try (PreparedStatement statement = connection().prepareStatement(query)) {
            for (int i = 0; last != null && i < last.size(); i++) {
                statement.setString(i + 1, last.get(i));
            }
            List<CdcRecord> page = new ArrayList<>(limit);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    page.add(events.row(session, result, 0));
                    last = queries.keyOf(result);
                }
            }
            ended = page.size() < limit;
            return page;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /**
     * What is known of some keys now.
     *
     * @param rows the rows that there are, as snapshot reads
     * @param misfits keys that no row can have, as their texts don't suit the columns' types
     */
    public record Found(List<CdcRecord> rows, Set<RowKey> misfits) {}

    /**
     * Reads rows by their keys.
     *
     * @param position the place in the commit order that they get
     */
    public Found of(List<RowKey> keys, long position) {
        List<CdcRecord> rows = new ArrayList<>(keys.size());
        Set<RowKey> misfits = new HashSet<>();
        if (!keys.isEmpty()) {
            find(keys, position, rows, misfits);
        }
        return new Found(rows, misfits);
    }

    private void find(List<RowKey> keys, long position, List<CdcRecord> rows, Set<RowKey> misfits) {
        try (PreparedStatement statement = connection().prepareStatement(queries.of(keys.size()))) {
            int index = 1;
            for (RowKey key : keys) {
                for (int i = 0; i < key.parts().size(); i++) {
                    queries.bind(statement, index++, i, key.parts().get(i));
                }
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(events.row(session, result, position));
                }
            }
        } catch (SQLException | IllegalArgumentException e) {
            if (e instanceof SQLException failure
                    && !String.valueOf(failure.getSQLState()).startsWith(MISFIT)) {
                throw database.problem(failure);
            }
            if (keys.size() == 1) {
                misfits.addAll(keys);
                return;
            }
            // One text that is none of the column's type fails the query for all of them.
            int middle = keys.size() / 2;
            find(keys.subList(0, middle), position, rows, misfits);
            find(keys.subList(middle, keys.size()), position, rows, misfits);
        }
    }

    /** The texts of a key's parts, as PostgreSQL writes them. */
    public List<String> texts(RowKey key) {
        return IntStream.range(0, key.parts().size())
                .mapToObj(part -> queries.text(part, key.parts().get(part)))
                .toList();
    }

    /** The removal of a row, at a place in the commit order. */
    public CdcRecord removed(RowKey key, long position) {
        return events.removed(key, position);
    }

    private Connection connection() throws SQLException {
        return session.connection();
    }

    @Override
    public void close() {
        session.close();
    }
}
