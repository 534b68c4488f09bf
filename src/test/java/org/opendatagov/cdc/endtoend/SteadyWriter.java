package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Inserts, updates and deletes rows of data_contracts at a steady rate, each change a transaction, and remembers for each row
 * what it did, in the order of the commits.
 */
final class SteadyWriter implements AutoCloseable {

    private static final int ROWS = 60;
    private static final Duration PAUSE = Duration.ofMillis(3);

    private final Map<String, List<String>> histories = new HashMap<>();
    private final Map<String, Integer> present = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private final Random random = new Random(7);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Connection connection;
    private final Future<?> work;

    SteadyWriter(Database database) throws SQLException {
        for (int i = 0; i < ROWS; i++) {
            ids.add(UUID.randomUUID().toString());
        }
        connection = database.server().connect(database.name());
        work = thread.scheduleWithFixedDelay(this::change, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until so many more changes are committed. */
    void awaitMore(int changes) {
        int goal = written.get() + changes;
        await().atMost(Duration.ofMinutes(1)).until(() -> written.get() >= goal || work.isDone());
    }

    /** Ends it and tells what it did: for each row's id its changes, {@code c<version>}, {@code u<version>} or {@code d}. */
    Map<String, List<String>> end() throws Exception {
        thread.shutdown();
        if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The writer doesn't end");
        }
        if (work.isDone() && !work.isCancelled()) {
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

    private void change() {
        String id = ids.get(random.nextInt(ROWS));
        Integer version = present.get(id);
        int next = written.get();
        try {
            if (version == null) {
                Database.run(
                        connection,
                        "INSERT INTO data_contracts (id, name, version) VALUES (?::uuid, ?, ?)",
                        id,
                        id,
                        next);
                committed(id, "c" + next, next);
            } else if (random.nextInt(5) == 0) {
                Database.run(connection, "DELETE FROM data_contracts WHERE id = ?::uuid", id);
                committed(id, "d", null);
            } else {
                Database.run(
                        connection,
                        "UPDATE data_contracts SET version = ?, updated_at = now() WHERE id = ?::uuid",
                        next,
                        id);
                committed(id, "u" + next, next);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void committed(String id, String change, Integer version) {
        present.put(id, version);
        histories.computeIfAbsent(id, key -> new ArrayList<>()).add(change);
        written.incrementAndGet();
    }
}
