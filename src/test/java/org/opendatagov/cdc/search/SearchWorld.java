package org.opendatagov.cdc.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.opendatagov.cdc.endtoend.Caller;
import org.opendatagov.cdc.endtoend.MountedRoutes;
import org.opendatagov.cdc.endtoend.TopicReader;
import org.opendatagov.cdc.sandbox.comparison.CacheRows;
import org.opendatagov.cdc.sandbox.comparison.SearchRows;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.SharedFixture;
import org.opendatagov.cdc.servers.Sources;

/** The servers of all rounds, and the service with both delivery flows; connectors are posted, one a round. */
final class SearchWorld implements AutoCloseable {

    /** With which the name of each connector and its topics begins. */
    static final String PREFIX = "search.";

    private static final Duration START = Duration.ofMinutes(2);

    final PostgresServer postgres = new PostgresServer(
            "rounds-postgres",
            // A transaction of more than 64 kB is kept on disk until it commits.
            Map.of("max_prepared_transactions", "20", "logical_decoding_work_mem", "64kB"));
    final KafkaServer kafka = new KafkaServer("rounds-kafka");
    final ElasticsearchServer elasticsearch = new ElasticsearchServer("rounds-elasticsearch");
    final RedisServer redis = new RedisServer("rounds-redis", Map.of("appendfsync", "always"));
    final TopicReader topics = new TopicReader(kafka);
    final CdcService service;
    final CacheRows cache;
    final SearchRows search;
    private final AtomicInteger rounds = new AtomicInteger();
    private CompletableFuture<Void> restarts = CompletableFuture.completedFuture(null);

    SearchWorld() throws SQLException {
        ServerProcess.startAll(postgres, kafka, redis, elasticsearch);
        postgres.createDatabase(Sources.ODG);
        cache = new CacheRows(redis);
        search = new SearchRows(elasticsearch);
        service = new CdcService("rounds-service", environment());
        service.start();
        service.awaitReady(START);
    }

    private ServiceEnvironment environment() {
        MountedRoutes routes = new MountedRoutes("rounds-routes");
        for (String flow : new String[] {"deliver-cache.yaml", "deliver-search.yaml"}) {
            routes.put(
                    flow,
                    builtIn(flow)
                            .replaceFirst("topics: .*", "topics: " + PREFIX + "*")
                            .replace("{table}:", "{schema}.{table}:")
                            .replace("cdc_{table}", "cdc_{schema}_{table}"));
        }
        return Caller.users(new ServiceEnvironment()
                .odg(postgres)
                .kafka(kafka)
                .redis(redis)
                .elasticsearch(elasticsearch)
                .flows("deliver-cache,deliver-search,capture-" + PREFIX + "*")
                .with("CDC_ROUTES_FOLDER", routes.path()));
    }

    private static String builtIn(String file) {
        try (InputStream in = SearchWorld.class.getResourceAsStream("/routes/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name that no round had before. */
    String nextSchema() {
        return "r" + rounds.incrementAndGet();
    }

    /** Ends the service in good order after a while and starts it again, or stops the clock of a server for that time. */
    void disturb(String what, long millis) {
        awaitRestarts();
        restarts = CompletableFuture.runAsync(() -> {
            if (what.equals("service")) {
                service.stop();
                service.start();
            } else {
                freeze(server(what), millis);
            }
        });
    }

    private static void freeze(ServerProcess server, long millis) {
        server.freeze();
        CompletableFuture.runAsync(server::thaw, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .join();
    }

    /** Kills one after a while, and starts it again at once. What was killed before is up again then. */
    void kill(String what, long millis) {
        awaitRestarts();
        restarts = CompletableFuture.runAsync(
                () -> restart(what), CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }

    private void restart(String what) {
        if (what.equals("service")) {
            service.kill();
            service.start();
            return;
        }
        server(what).kill();
        server(what).start();
    }

    private ServerProcess server(String name) {
        return switch (name) {
            case "postgres" -> postgres;
            case "kafka" -> kafka;
            case "redis" -> redis;
            case "elasticsearch" -> elasticsearch;
            default -> throw new IllegalArgumentException("Nothing here is called " + name);
        };
    }

    void awaitRestarts() {
        restarts.join();
    }

    /** A service that nothing of an earlier round has a hold on. */
    void renew() {
        awaitRestarts();
        service.kill();
        service.start();
        service.awaitReady(START);
    }

    @Override
    public void close() {
        try (postgres;
                kafka;
                redis;
                elasticsearch;
                CacheRows clients = cache;
                CdcService running = service) {
            // All of them, whatever one of them does.
        }
    }

    /** Gives test classes the one world of all rounds. */
    static final class Provider extends SharedFixture<SearchWorld> {
        Provider() {
            super(SearchWorld.class, SearchWorld::new);
        }
    }
}
