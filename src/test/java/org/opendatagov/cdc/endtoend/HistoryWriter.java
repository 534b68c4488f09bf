package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes data_contracts with a pause between its transactions, and remembers for each row what it did, in the order of the
 * commits.
 */
abstract class HistoryWriter implements AutoCloseable {

    final Connection connection;
    private final Map<String, List<String>> histories = new HashMap<>();
    private final AtomicInteger written = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private Future<?> work;

    HistoryWriter(Database database) throws SQLException {
        connection = database.server().connect(database.name());
        connection.setAutoCommit(false);
    }

    /** Begins, once the writer is made. */
    void start(Duration pause) {
        work = thread.scheduleWithFixedDelay(this::transaction, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes a transaction, without its commit, and returns how many events it makes. */
    abstract int write() throws SQLException, IOException;

    /** Remembers a change of a row: {@code c<version>}, {@code u<version>} or {@code d}. */
    void did(String id, String change) {
        histories.computeIfAbsent(id, key -> new ArrayList<>()).add(change);
    }

    /** Waits until so many more changes are committed. */
    void awaitMore(int changes) {
        int goal = written.get() + changes;
        await().atMost(Duration.ofMinutes(5)).until(() -> written.get() >= goal || work.isDone());
    }

    int written() {
        return written.get();
    }

    /** Ends it and tells what it did: for each row's id its changes. */
    Map<String, List<String>> end() throws Exception {
        thread.shutdown();
        if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The writer doesn't end");
        }
        if (!work.isCancelled()) {
            try {
                work.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The writer failed", e.getCause());
            }
        }
        return histories;
    }

    @Override
    public void close() throws SQLException {
        thread.shutdownNow();
        connection.close();
    }

    private void transaction() {
        try {
            int changes = write();
            connection.commit();
            written.addAndGet(changes);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
