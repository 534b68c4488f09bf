package org.opendatagov.cdc.sink;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opendatagov.cdc.retry.Causes;

/** Redis as a cache that refuses late writes: the script {@code cache-write.lua}, sent in pipelines. */
final class RedisCache {

    /** Vert.x keeps at most 2048 unanswered commands a connection. */
    private static final int PIPELINE = 1000;

    /** What an error begins with when a server doesn't have a script. */
    private static final String UNKNOWN_SCRIPT = "NOSCRIPT";

    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(1500);

    private final Redis redis;
    private final boolean cluster;
    private final String server;
    private final Duration timeout;
    private final byte[] script;
    private final String digest;

    /**
     * Makes a cache; nothing connects yet.
     *
     * @param cluster whether Redis is a cluster, whose nodes each have a part of the keys
     * @param server where Redis is, as host and port, for messages
     * @param timeout how long a pipeline may take, connecting included
     */
    RedisCache(Redis redis, boolean cluster, String server, Duration timeout) {
        this.redis = redis;
        this.cluster = cluster;
        this.server = server;
        this.timeout = timeout;
        script = script();
        digest = sha1(script);
    }

    /**
     * Writes all entries in order, in one round trip (one a thousand, when there are more).
     *
     * @param replicas how many replicas have to have them too; in a cluster none can be waited for
     * @return for each write whether it was made; otherwise the cache holds a later one
     * @throws SinkUnavailableException when Redis doesn't take them all; some may have been taken, and all may be sent again
     */
    boolean[] write(List<CacheWrite> writes, int replicas) {
        boolean[] made = new boolean[writes.size()];
        for (int start = 0; start < writes.size(); start += PIPELINE) {
            List<CacheWrite> part = writes.subList(start, Math.min(start + PIPELINE, writes.size()));
            List<Response> responses = cluster ? inCluster(part) : inPipeline(part, replicas);
            for (int i = 0; i < part.size(); i++) {
                made[start + i] = responses.get(i).toInteger() == 1;
            }
        }
        return made;
    }

    private List<Response> inPipeline(List<CacheWrite> writes, int replicas) {
        List<Request> requests = new ArrayList<>(writes.size() + 1);
        for (CacheWrite write : writes) {
            // The first brings the script, so that a Redis that has restarted or failed over knows it.
            requests.add(request(write, requests.isEmpty()));
        }
        if (replicas == 0) {
            return await(redis.batch(requests), timeout);
        }
        long patience = timeout.toMillis() / 2;
        requests.add(Request.cmd(Command.WAIT).arg(replicas).arg(patience));
        List<Response> responses = await(redis.batch(requests), timeout);
        int reached = responses.get(writes.size()).toInteger();
        if (reached < replicas) {
            throw unavailable("after " + patience + " ms " + reached + " of the " + replicas
                    + " replicas have it that the option waitReplicas asks for");
        }
        return responses;
    }

    /** Each write goes to its key's node, which may move, and may not know the script; none waits for another. */
    private List<Response> inCluster(List<CacheWrite> writes) {
        RedisConnection connection = await(redis.connect(), timeout);
        try {
            List<Future<Response>> answers = new ArrayList<>(writes.size());
            for (CacheWrite write : writes) {
                answers.add(connection
                        .send(request(write, false))
                        .recover(failure -> String.valueOf(failure.getMessage()).startsWith(UNKNOWN_SCRIPT)
                                ? connection.send(request(write, true))
                                : Future.failedFuture(failure)));
            }
            return await(Future.all(answers), timeout).list();
        } finally {
            connection.close();
        }
    }

    /**
     * Sends commands that don't depend on one another.
     *
     * @return the answer to each, in the same order
     * @throws SinkUnavailableException when Redis doesn't answer, or refuses one
     */
    List<Response> ask(List<Request> commands) {
        if (commands.isEmpty()) {
            return List.of();
        }
        if (!cluster) {
            return await(redis.batch(commands), timeout);
        }
        RedisConnection connection = await(redis.connect(), timeout);
        try {
            return await(Future.all(commands.stream().map(connection::send).toList()), timeout)
                    .list();
        } finally {
            connection.close();
        }
    }

    /** Says null when Redis answers within 2 seconds, otherwise why not. */
    String check() {
        try {
            await(redis.send(Request.cmd(Command.PING)), PROBE_TIMEOUT);
            return null;
        } catch (SinkUnavailableException e) {
            // A user who may write needs no other right.
            return RedisRefusal.isForbidden(e.getMessage()) ? null : e.getMessage();
        }
    }

    String server() {
        return server;
    }

    boolean isCluster() {
        return cluster;
    }

    private Request request(CacheWrite write, boolean withScript) {
        Request request = withScript
                ? Request.cmd(Command.EVAL).arg(script)
                : Request.cmd(Command.EVALSHA).arg(digest);
        request.arg(2)
                .arg(write.entry())
                .arg(write.fence())
                .arg(write.position())
                .arg(write.expiry().toMillis())
                .arg(write.fenceRetention().toMillis())
                .arg(write.format().name());
        write.values().forEach(request::arg);
        return request;
    }

    private <T> T await(Future<T> answer, Duration atMost) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("no answer within " + atMost.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw unavailable(RedisRefusal.sentence(Causes.of(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the flow is being stopped");
        }
    }

    private SinkUnavailableException unavailable(String cause) {
        return new SinkUnavailableException("Redis at " + server + " doesn't take writes: " + cause);
    }

    private static byte[] script() {
        try (InputStream in = RedisCache.class.getResourceAsStream("cache-write.lua")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] script) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-1", e);
        }
    }
}
