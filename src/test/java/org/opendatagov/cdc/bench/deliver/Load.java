package org.opendatagov.cdc.bench.deliver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.bench.deliver.Requests.Request;

/** Clients that send what they have, each on a thread of its own, and wait for each answer. They run in this JVM. */
final class Load implements Contender.Delivery {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> work = new ArrayList<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final List<List<Request>> requests;
    private final List<Client> clients;

    /** A connection to a server. */
    interface Client extends AutoCloseable {

        /** Sends one request and waits until the server has done all of it. */
        void send(Request request) throws IOException, InterruptedException;

        @Override
        void close();
    }

    /** Connects, but sends nothing yet. */
    Load(List<List<Request>> requests, Supplier<Client> clients) {
        this.requests = requests;
        this.clients = requests.stream().map(each -> clients.get()).toList();
    }

    @Override
    public void start() {
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            List<Request> all = requests.get(i);
            work.add(threads.submit(() -> {
                for (Request request : all) {
                    client.send(request);
                    delivered.addAndGet(request.writes());
                }
                return null;
            }));
        }
    }

    @Override
    public int delivered() {
        for (Future<?> each : work) {
            if (each.isDone()) {
                check(each);
            }
        }
        return delivered.get();
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(5);
    }

    private static void check(Future<?> done) {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public long cpuMicros() {
        // The servers are children of this process.
        return new ProcessUse(ProcessHandle.current().pid()).cpuMicrosAlone();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clients.forEach(Client::close);
    }

    /** For what is done beside the measuring. */
    static UncheckedIOException unchecked(IOException e) {
        return new UncheckedIOException("A server doesn't answer: " + e.getMessage(), e);
    }
}
