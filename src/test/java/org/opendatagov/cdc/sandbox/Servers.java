package org.opendatagov.cdc.sandbox;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.HttpReceiver;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.Sources;

/** All the servers of the sandbox. */
final class Servers implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final PostgresServer postgres = new PostgresServer("sandbox-postgres");
    private final KafkaServer kafka = new KafkaServer("sandbox-kafka");
    private final RedisServer redis = new RedisServer("sandbox-redis");
    private final ElasticsearchServer elasticsearch = new ElasticsearchServer("sandbox-elasticsearch");
    private final HttpReceiver workflows = new HttpReceiver();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "servers");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts them all at the same time, with the databases and their empty tables. */
    void start() throws InterruptedException {
        workflows.start();
        List<Future<?>> starts = new ArrayList<>();
        starts.add(threads.submit(this::startPostgres, null));
        for (ServerProcess server : List.of(kafka, redis, elasticsearch)) {
            starts.add(threads.submit(server::start));
        }
        for (Future<?> start : starts) {
            try {
                start.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
            }
        }
    }

    /** Kills them all at the same time, also those that are just starting, and deletes their data. */
    @Override
    public void close() {
        // Ends the waiting for servers to answer.
        threads.shutdownNow();
        workflows.close();
        List<Thread> closing = new ArrayList<>();
        for (ServerProcess server : List.of(postgres, kafka, redis, elasticsearch)) {
            Thread thread = new Thread(server::close);
            thread.setDaemon(true);
            thread.start();
            closing.add(thread);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            for (Thread thread : closing) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    PostgresServer postgres() {
        return postgres;
    }

    KafkaServer kafka() {
        return kafka;
    }

    RedisServer redis() {
        return redis;
    }

    ElasticsearchServer elasticsearch() {
        return elasticsearch;
    }

    HttpReceiver workflows() {
        return workflows;
    }

    private void startPostgres() {
        postgres.start();
        try {
            Sources.createOdg(postgres);
            Sources.createTimescale(postgres);
        } catch (SQLException e) {
            throw new IllegalStateException("The schema can't be loaded: " + e.getMessage(), e);
        }
    }
}
