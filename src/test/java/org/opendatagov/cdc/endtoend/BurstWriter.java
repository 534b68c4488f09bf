package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.postgresql.PGConnection;

/**
 * Writes data_contracts in transactions of several changes, some 1,500 changes a second: inserts, updates, deletes, keys that
 * change, and rows that come by COPY, of which many share one LSN. It remembers for each row what it did, in the order of the
 * commits.
 */
final class BurstWriter implements AutoCloseable {

    private static final int CHANGES = 20;
    private static final int COPIED = 30;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Map<String, List<String>> histories = new HashMap<>();
    private final List<String> present = new ArrayList<>();
    private final AtomicInteger written = new AtomicInteger();
    private final Random random = new Random(11);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Connection connection;
    private final Future<?> work;

    BurstWriter(Database database) throws SQLException {
        connection = database.server().connect(database.name());
        connection.setAutoCommit(false);
        work = thread.scheduleWithFixedDelay(this::transaction, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until so many more changes are committed. */
    void awaitMore(int changes) {
        int goal = written.get() + changes;
        await().atMost(Duration.ofMinutes(5)).until(() -> written.get() >= goal || work.isDone());
    }

    int written() {
        return written.get();
    }

    /** Ends it and tells what it did: for each row's id its changes, {@code c<version>}, {@code u<version>} or {@code d}. */
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
            int before = written.get();
            int changes = random.nextInt(8) == 0 ? copy() : change();
            connection.commit();
            written.set(before + changes);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int copy() throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < COPIED; i++) {
            String id = UUID.randomUUID().toString();
            int version = next(i);
            rows.append(id).append('\t').append(id).append('\t').append(version).append('\n');
            did(id, "c" + version);
            present.add(id);
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY data_contracts (id, name, version) FROM STDIN",
                        new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.US_ASCII)));
        return COPIED;
    }

    private int change() throws SQLException {
        int changes = 0;
        while (changes < CHANGES) {
            int version = next(changes);
            if (present.size() < 100) {
                insert(UUID.randomUUID().toString(), version);
                changes++;
            } else {
                changes += changeOne(random.nextInt(present.size()), version);
            }
        }
        return changes;
    }

    private void insert(String id, int version) throws SQLException {
        Database.run(
                connection, "INSERT INTO data_contracts (id, name, version) VALUES (?::uuid, ?, ?)", id, id, version);
        did(id, "c" + version);
        present.add(id);
    }

    /** Returns how many events the change makes. */
    private int changeOne(int place, int version) throws SQLException {
        String id = present.get(place);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                Database.run(connection, "DELETE FROM data_contracts WHERE id = ?::uuid", id);
                did(id, "d");
                present.remove(place);
                return 1;
            }
            case 3 -> {
                String other = UUID.randomUUID().toString();
                Database.run(
                        connection,
                        "UPDATE data_contracts SET id = ?::uuid, name = ?, version = ? WHERE id = ?::uuid",
                        other,
                        other,
                        version,
                        id);
                did(id, "d");
                did(other, "c" + version);
                present.set(place, other);
                return 2;
            }
            default -> {
                Database.run(connection, "UPDATE data_contracts SET version = ? WHERE id = ?::uuid", version, id);
                did(id, "u" + version);
                return 1;
            }
        }
    }

    private int next(int inTransaction) {
        return written.get() + inTransaction;
    }

    private void did(String id, String change) {
        histories.computeIfAbsent(id, key -> new ArrayList<>()).add(change);
    }
}
