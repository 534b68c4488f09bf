package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.jdbc.JdbcConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the next page of a snapshot on demand. With a condition, a row filter or another order than the primary key's, that may take PostgreSQL long: such a search runs
 * in a session and a thread of its own, while the stream goes on. A page only names keys; their rows are read later in the thread that
 * streams, so nothing depends on when it was found. For one thread, except for {@link #close}.
 */
final class SnapshotSearch implements AutoCloseable {

    /** How long one search may take. */
    private static final Duration BOUND = Duration.ofMinutes(10);

    private static final String NAME = "opendatagov-cdc snapshot search";

    private final PostgresConnectorConfig config;
    private final JdbcConnection own;
    private final int maxRows;
    private final long maxBytes;
    private volatile Running running;

    private record Running(String query, FutureTask<SnapshotPage> task, Session session) {}

    /** What has to be ended with a search. */
    private static final class Session {
        private volatile Statement statement;
        private volatile boolean cancelled;
    }

    /**
     * @param config how the database is reached
     * @param own the session of the thread that streams
     * @param maxBytes how many bytes of rows a page may have, if it has more than one
     */
    SnapshotSearch(PostgresConnectorConfig config, JdbcConnection own, long maxBytes) {
        this.config = config;
        this.own = own;
        this.maxRows = config.getIncrementalSnapshotChunkSize();
        this.maxBytes = maxBytes;
    }

    /**
     * The next page.
     *
     * @param after the key of the last row that has been read, or null when there is none
     * @param maximum the key of the last row to read
     * @param condition which rows are wanted, or null for all
     * @param patience how long to wait for one that is searched for
     * @return null while it is searched for
     * @throws SnapshotFailure when it can't be found
     */
    SnapshotPage next(SnapshotDefinition table, List<?> after, List<?> maximum, String condition, Duration patience)
            throws SQLException, InterruptedException {
        boolean quick = condition == null && table.isReadByPrimaryKey();
        int limit = quick ? maxRows : Math.min(maxRows, 10_000);
        String query = new SnapshotQueries(table).page(after, maximum, condition, limit);
        if (quick) {
            try (Statement statement = own.connection().createStatement()) {
                return find(statement, query, table.key().size(), SnapshotRows.MAX_SECONDS);
            }
        }
        if (running == null || !running.query.equals(query)) {
            cancel();
            running = start(query, table.key().size());
        }
        try {
            SnapshotPage found = running.task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            running = null;
            return found;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            running = null;
            throw failure(e.getCause(), table);
        }
    }

    private Running start(String query, int parts) {
        Session session = new Session();
        FutureTask<SnapshotPage> task = new FutureTask<>(() -> {
            try (PostgresConnection connection = new PostgresConnection(config.getJdbcConfig(), NAME);
                    Statement statement = connection.connection().createStatement()) {
                session.statement = statement;
                return session.cancelled
                        ? new SnapshotPage(List.of())
                        : find(statement, query, parts, (int) BOUND.toSeconds());
            }
        });
        Thread thread = new Thread(task, NAME);
        thread.setDaemon(true);
        thread.start();
        return new Running(query, task, session);
    }

    private SnapshotPage find(Statement statement, String query, int parts, int seconds) throws SQLException {
        List<List<String>> keys = new ArrayList<>();
        long bytes = 0;
        statement.setEscapeProcessing(false);
        statement.setQueryTimeout(seconds);
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                bytes += rows.getLong(parts + 1);
                if (bytes > maxBytes && !keys.isEmpty()) {
                    break;
                }
                keys.add(SnapshotQueries.key(rows, 1, parts));
            }
        }
        return new SnapshotPage(keys);
    }

    private static RuntimeException failure(Throwable cause, SnapshotDefinition table) throws SQLException {
        if (cause instanceof SQLException refused) {
            if (SnapshotFailure.CANCELLED.equals(refused.getSQLState())) {
                return new SnapshotFailure("no row of " + table.id() + " that meets the condition was found within "
                        + BOUND.toMinutes() + " minutes; narrow the condition, or create an index for it");
            }
            throw refused;
        }
        return cause instanceof RuntimeException other ? other : new IllegalStateException(cause);
    }

    /** Ends a search that is under way. */
    void cancel() {
        Running ended = running;
        running = null;
        if (ended != null) {
            ended.session.cancelled = true;
            Statement statement = ended.session.statement;
            if (statement != null) {
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    // It has ended by itself.
                }
            }
        }
    }

    @Override
    public void close() {
        cancel();
    }
}
