package org.opendatagov.cdc.sandbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Changes one database at a steady rate: transactions of one change to some dozens, a few of them rolled back. */
final class Writer implements AutoCloseable {
    private static final double ROLLED_BACK = 0.02;
    private static final long NANOS = 1_000_000_000L;

    private final String name;
    private final Connection connection;
    private final RandomValues random;
    private final List<TableChanges> tables;
    private final List<TableChanges> weighted = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private Thread thread;
    private volatile boolean stopping;
    private volatile SQLException failure;

    /**
     * @param connection is closed by this writer
     * @param weights the tables' changes and how often each comes, parents before children
     */
    Writer(String name, Connection connection, RandomValues random, Map<TableChanges, Integer> weights) {
        this.name = name;
        this.connection = connection;
        this.random = random;
        this.tables = List.copyOf(weights.keySet());
        weights.forEach((table, weight) -> {
            for (int i = 0; i < weight; i++) {
                weighted.add(table);
            }
        });
    }

    /** Inserts so many rows into each table, in one transaction a table. */
    void fill(int rows) throws SQLException {
        for (TableChanges table : tables) {
            Transaction transaction = new Transaction(connection);
            for (int i = 0; i < rows; i++) {
                table.insert(transaction);
            }
            commit(transaction);
        }
    }

    /** Starts to make so many changes a second. */
    void start(int rate) {
        thread = new Thread(() -> run(rate), "writer-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends after the present transaction. */
    void stop() throws InterruptedException {
        stopping = true;
        if (thread != null) {
            LockSupport.unpark(thread);
            thread.join();
        }
    }

    /** How many changes were committed. */
    long committed() {
        return committed.get();
    }

    /** Fails when the database refused a change. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException(
                    "The workload can't change database " + name + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void run(int rate) {
        long start = System.nanoTime();
        long made = 0;
        try {
            while (!stopping) {
                Transaction transaction = new Transaction(connection);
                int size = random.chance(0.7) ? 1 : random.chance(0.8) ? 2 + random.below(9) : 50;
                while (transaction.changes() < size) {
                    random.pick(weighted).change(transaction);
                }
                made += transaction.changes();
                if (random.chance(ROLLED_BACK)) {
                    transaction.rollback();
                } else {
                    commit(transaction);
                }
                pause(start + made * NANOS / rate);
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    private void commit(Transaction transaction) throws SQLException {
        transaction.commit();
        committed.addAndGet(transaction.changes());
    }

    private void pause(long until) {
        long rest = until - System.nanoTime();
        while (rest > 0 && !stopping) {
            LockSupport.parkNanos(rest);
            rest = until - System.nanoTime();
        }
    }
}
