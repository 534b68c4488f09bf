package org.opendatagov.cdc.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.opendatagov.cdc.sandbox.comparison.CacheRows;
import org.opendatagov.cdc.sandbox.comparison.SearchRows;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/**
 * Measures the delay: about once a second it changes a row of its own, and looks every few milliseconds whether each sink holds
 * the change. Elasticsearch is asked for the document itself, which doesn't wait for a refresh.
 */
final class DelayProbe implements AutoCloseable {
    private static final String TABLE = "data_contracts";
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JsonMapper json = new JsonMapper();
    private final String row = UUID.randomUUID().toString();
    private final Delay cacheDelay = new Delay();
    private final Delay searchDelay = new Delay();
    private final PostgresServer server;
    private final CacheRows cache;
    private final SearchRows search;
    private final Thread thread = new Thread(this::run, "delay");
    private volatile boolean stopping;
    private volatile Exception failure;

    DelayProbe(PostgresServer server, CacheRows cache, SearchRows search) {
        this.server = server;
        this.cache = cache;
        this.search = search;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the measuring. What was measured stays. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
        cacheDelay.cancel();
        searchDelay.cancel();
    }

    /** From the commit to Redis. */
    Delay cache() {
        return cacheDelay;
    }

    /** From the commit to Elasticsearch. */
    Delay search() {
        return searchDelay;
    }

    /** Fails when a server didn't answer. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("The delay can't be measured: " + failure.getMessage(), failure);
        }
    }

    private void run() {
        try (Connection connection = server.connect(Sources.ODG);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO data_contracts (id, name, version) VALUES ('%s', 'delay probe', 0)".formatted(row));
            for (int version = 1; !stopping; version++) {
                statement.execute("UPDATE data_contracts SET version = %d WHERE id = '%s'".formatted(version, row));
                cacheDelay.begin();
                searchDelay.begin();
                while (!stopping && (cacheDelay.isRunning() || searchDelay.isRunning())) {
                    look(version);
                }
                LockSupport.parkNanos(stopping ? 0 : PAUSE.toNanos());
            }
        } catch (SQLException | JsonProcessingException | IllegalStateException e) {
            failure = e;
        }
    }

    private void look(int version) throws JsonProcessingException {
        if (cacheDelay.isRunning()) {
            String entry = cache.get(TABLE + ":" + row);
            if (entry != null && holds(json.readTree(entry), version)) {
                cacheDelay.end();
            }
        }
        if (searchDelay.isRunning()) {
            JsonNode document = search.get(TABLE, row);
            if (document != null && holds(document, version)) {
                searchDelay.end();
            }
        }
        LockSupport.parkNanos(LOOK.toNanos());
    }

    private static boolean holds(JsonNode row, int version) {
        return row.path("version").asInt() >= version;
    }
}
