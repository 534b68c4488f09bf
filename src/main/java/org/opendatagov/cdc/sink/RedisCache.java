package org.opendatagov.cdc.sink;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisCluster;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opendatagov.cdc.retry.Causes;

/** Redis as a cache that refuses late writes: calls of {@link CacheScript}, sent in pipelines. */
final class RedisCache {

    /** Rows of a pipeline. While Redis works on one, the next is made. The first ones are smaller, so that Redis begins soon. */
    private static final int PIPELINE = 200;

    /** Rows of a call, in which Redis does nothing else: some tenths of a millisecond. */
    private static final int CALL = 50;

    /** What an error begins with when a server doesn't have a script. */
    private static final String UNKNOWN_SCRIPT = "NOSCRIPT";

    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(1500);

    private final Redis redis;
    private final boolean cluster;
    private final String server;
    private final Duration timeout;
    private final CacheScript script = new CacheScript();
    private final RedisEviction eviction;

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
        this.eviction = new RedisEviction(server);
        this.timeout = timeout;
    }

    /**
     * Writes entries, no two with the same key.
     *
     * @param writes are asked for one after the other, while Redis works on those before
     * @return which writes were made, by their places; of the others the cache holds a later one
     * @throws SinkUnavailableException when Redis doesn't take them all; some may have been taken, and all may be sent again
     */
    BitSet write(Iterator<CacheWrite> writes, CacheOptions options) {
        StringBuilder answers = new StringBuilder();
        Deque<Future<List<Response>>> sent = new ArrayDeque<>();
        int size = CALL;
        while (writes.hasNext() || !sent.isEmpty()) {
            if (writes.hasNext()) {
                sent.add(send(part(writes, size), options));
                size = Math.min(2 * size, PIPELINE);
            }
            if (sent.size() > 1 || !writes.hasNext()) {
                await(sent.remove(), timeout).forEach(answers::append);
            }
        }
        BitSet made = new BitSet(answers.length());
        for (int i = 0; i < answers.length(); i++) {
            made.set(i, answers.charAt(i) == CacheScript.MADE);
        }
        return made;
    }

    private static List<CacheWrite> part(Iterator<CacheWrite> writes, int size) {
        List<CacheWrite> part = new ArrayList<>(size);
        while (writes.hasNext() && part.size() < size) {
            part.add(writes.next());
        }
        return part;
    }

    private Future<List<Response>> send(List<CacheWrite> writes, CacheOptions options) {
        return cluster ? inCluster(writes, options) : inPipeline(writes, options);
    }

    private Future<List<Response>> inPipeline(List<CacheWrite> writes, CacheOptions options) {
        List<Request> requests = new ArrayList<>(writes.size() / CALL + 2);
        for (int start = 0; start < writes.size(); start += CALL) {
            // The first brings the script, so that a Redis that has restarted or failed over knows it.
            requests.add(script.call(
                    writes.subList(start, Math.min(start + CALL, writes.size())), options, requests.isEmpty()));
        }
        int replicas = options.waitReplicas();
        if (replicas == 0) {
            return redis.batch(requests);
        }
        long patience = timeout.toMillis() / 2;
        requests.add(Request.cmd(Command.WAIT).arg(replicas).arg(patience));
        return redis.batch(requests).map(responses -> {
            int reached = responses.get(responses.size() - 1).toInteger();
            if (reached < replicas) {
                throw unavailable("after " + patience + " ms " + reached + " of the " + replicas
                        + " replicas have it that the option waitReplicas asks for");
            }
            return responses.subList(0, responses.size() - 1);
        });
    }

    /** Each write goes to its key's node, which may move, and may not know the script; none waits for another. */
    private Future<List<Response>> inCluster(List<CacheWrite> writes, CacheOptions options) {
        return redis.connect().compose(connection -> {
            List<Future<Response>> answers = new ArrayList<>(writes.size());
            writes.forEach(write -> answers.add(send(write, options, connection)));
            return Future.all(answers).<List<Response>>map(all -> all.list()).onComplete(ended -> connection.close());
        });
    }

    private Future<Response> send(CacheWrite write, CacheOptions options, RedisConnection connection) {
        return connection
                .send(script.call(List.of(write), options, false))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith(UNKNOWN_SCRIPT)
                        ? connection.send(script.call(List.of(write), options, true))
                        : Future.failedFuture(failure));
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

    /**
     * For each node of a cluster on which such keys lie, one that would lie there.
     *
     * @param before what the keys begin with
     * @param behind what they end with; where the two have a hash tag, all lie on one node
     * @throws SinkUnavailableException when Redis doesn't answer
     */
    List<String> keyOfEachNode(String before, String behind) {
        RedisCluster nodes = RedisCluster.create(redis);
        int count = await(nodes.onAllMasterNodes(Request.cmd(Command.PING)), timeout)
                .size();
        List<List<Request>> byNode = List.of();
        IdentityHashMap<Request, String> names = new IdentityHashMap<>();
        // Of 64 thousand, some lie on a node with a thousandth of the slots.
        for (int tried = 1 << 8; byNode.size() < count && tried <= 1 << 16; tried <<= 4) {
            names.clear();
            for (int i = 0; i < tried; i++) {
                String key = before + i + behind;
                names.put(Request.cmd(Command.EXISTS).arg(key), key);
            }
            byNode = await(nodes.groupByNodes(List.copyOf(names.keySet())), timeout);
        }
        return byNode.stream().map(there -> names.get(there.get(0))).toList();
    }

    /** Says null when Redis answers within 2 seconds, otherwise why not. */
    String check() {
        try {
            await(redis.send(Request.cmd(Command.PING)), PROBE_TIMEOUT);
            eviction.look(this::memory);
            return null;
        } catch (SinkUnavailableException e) {
            // A user who may write needs no other right.
            return RedisRefusal.isForbidden(e.getMessage()) ? null : e.getMessage();
        }
    }

    /** What Redis says of its memory, or null when the user has no right to ask. */
    private String memory() {
        try {
            return await(redis.send(Request.cmd(Command.INFO).arg("memory")), PROBE_TIMEOUT)
                    .toString();
        } catch (RuntimeException e) {
            // It may write all the same.
            return null;
        }
    }

    String server() {
        return server;
    }

    boolean isCluster() {
        return cluster;
    }

    private <T> T await(Future<T> answer, Duration atMost) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("no answer within " + atMost.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SinkUnavailableException known
                    ? known
                    : unavailable(RedisRefusal.sentence(Causes.of(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the flow is being stopped");
        }
    }

    private SinkUnavailableException unavailable(String cause) {
        return new SinkUnavailableException("Redis at " + server + " doesn't take writes: " + cause);
    }
}
