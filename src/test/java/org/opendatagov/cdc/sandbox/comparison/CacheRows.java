package org.opendatagov.cdc.sandbox.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.opendatagov.cdc.servers.RedisServer;

/** What Redis holds of the tables. */
public final class CacheRows implements AutoCloseable {
    private static final int SCAN_COUNT = 1_000;
    private static final int BATCH = 200;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    public CacheRows(RedisServer server) {
        redis = Redis.createClient(vertx, server.url());
    }

    /** All keys, each once. Keys that begin with a brace are fences and no entries. */
    public Set<String> entries() {
        Set<String> entries = new HashSet<>();
        String cursor = "0";
        do {
            Response page =
                    send(Request.cmd(Command.SCAN).arg(cursor).arg("COUNT").arg(SCAN_COUNT));
            cursor = page.get(0).toString(StandardCharsets.UTF_8);
            for (Response key : page.get(1)) {
                String name = key.toString(StandardCharsets.UTF_8);
                if (!isFence(name)) {
                    entries.add(name);
                }
            }
        } while (!cursor.equals("0"));
        return entries;
    }

    /** The value of an entry, or null. */
    public String get(String entry) {
        Response value = send(Request.cmd(Command.GET).arg(entry));
        return value == null ? null : value.toString(StandardCharsets.UTF_8);
    }

    /** The values of entries, in the same order; null for each that isn't there. */
    public List<String> get(List<String> entries) {
        List<String> values = new ArrayList<>(entries.size());
        for (Response value : mget(entries)) {
            values.add(value == null ? null : value.toString(StandardCharsets.UTF_8));
        }
        return values;
    }

    /** Lets whoever writes wait for a while; reads go on. */
    public void holdUpWrites(Duration time) {
        send(Request.cmd(Command.CLIENT).arg("PAUSE").arg(time.toMillis()).arg("WRITE"));
    }

    /** Reads what is held of a table, given all entries. */
    void read(String table, Set<String> entries, Consumer<SinkRow> reader) {
        String prefix = table + ":";
        List<String> names =
                entries.stream().filter(name -> name.startsWith(prefix)).toList();
        for (int start = 0; start < names.size(); start += BATCH) {
            List<String> batch = names.subList(start, Math.min(start + BATCH, names.size()));
            List<Response> values = mget(batch);
            for (int i = 0; i < batch.size(); i++) {
                // It may have expired or been deleted since the scan.
                if (values.get(i) != null) {
                    reader.accept(row(batch.get(i).substring(prefix.length()), values.get(i)));
                }
            }
        }
    }

    @Override
    public void close() {
        vertx.close();
    }

    private static boolean isFence(String name) {
        return name.endsWith(":fence") && name.indexOf('{') >= 0;
    }

    private static SinkRow row(String name, Response value) {
        String text = value.toString(StandardCharsets.UTF_8);
        try {
            return new SinkRow(name, Canonical.JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return new SinkRow(name, TextNode.valueOf(text));
        }
    }

    private List<Response> mget(List<String> entries) {
        Request request = Request.cmd(Command.MGET);
        entries.forEach(request::arg);
        List<Response> values = new ArrayList<>();
        send(request).forEach(values::add);
        return values;
    }

    private Response send(Request request) {
        try {
            return redis.send(request).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Redis doesn't answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
