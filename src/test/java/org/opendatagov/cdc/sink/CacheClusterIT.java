package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.servers.RedisCluster;
import org.opendatagov.cdc.servers.RedisServer;

/** The cache in a Redis cluster: a batch goes to all nodes, an entry and its fence to one. */
class CacheClusterIT {

    private static final int ROWS = 3_000;
    private static final RedisCluster CLUSTER = new RedisCluster("cache-cluster");
    private static final Vertx VERTX = Vertx.vertx();
    private static Redis redis;

    @BeforeAll
    static void start() {
        CLUSTER.start();
        RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
        CLUSTER.urls().forEach(options::addConnectionString);
        redis = Redis.createClient(VERTX, options);
    }

    @AfterAll
    static void stop() {
        VERTX.close();
        CLUSTER.close();
    }

    @Test
    void aBatchIsSpreadOverTheNodesAndFencedOnEach() throws Exception {
        try (SinkRoute route = route()) {
            route.write(rows("t", 2, "new"));
            route.write(rows("t", 1, "old"));

            assertThat(route.counted("written")).isEqualTo(ROWS);
            assertThat(route.counted("stale")).isEqualTo(ROWS);
            for (int i = 0; i < ROWS; i += 100) {
                assertThat(ask(Command.GET, "t:" + i).toString()).isEqualTo("{\"v\":\"new\"}");
            }
            for (RedisServer node : CLUSTER.nodes()) {
                assertThat(keysOf(node)).as(node.name()).isGreaterThan(ROWS / 2);
            }
        }
    }

    @Test
    void entriesAreComparedAndGoneThroughOnAllNodes() throws Exception {
        try (SinkRoute route = route()) {
            List<CdcRecord> rows = rows("v", 1, "as it is");
            route.write(rows);
            ask(Command.DEL, "v:0");

            assertThat(route.contents().compare(rows, Set.of()))
                    .extracting(HeldRow::state)
                    .startsWith(HeldRow.State.ABSENT, HeldRow.State.SAME)
                    .filteredOn(HeldRow.State.SAME::equals)
                    .hasSize(ROWS - 1);
            Set<RowKey> found = new HashSet<>();
            try (HeldKeys keys = route.contents().keys(rows.get(0), List.of("id"))) {
                for (HeldKeys.Page page = keys.next(); page != null; page = keys.next()) {
                    found.addAll(page.keys());
                }
            }
            assertThat(found)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(1, ROWS)
                            .mapToObj(i -> new RowKey(List.of(Integer.toString(i))))
                            .toList());
        }
    }

    @Test
    @Tag("faults")
    void aNodeThatIsAwayIsSaidAndWaitedFor() throws Exception {
        RedisServer node = CLUSTER.nodes().get(1);
        try (SinkRoute route = route()) {
            node.kill();
            assertThatThrownBy(() -> route.write(rows("u", 1, "away"))).isInstanceOf(SinkUnavailableException.class);
            node.start();
            CLUSTER.awaitWrites();
            route.write(rows("u", 2, "back"));
        }
        for (int i = 0; i < ROWS; i += 100) {
            assertThat(ask(Command.GET, "u:" + i).toString()).isEqualTo("{\"v\":\"back\"}");
        }
    }

    private static SinkRoute route() {
        RedisCache cache = new RedisCache(redis, true, "the cluster", Duration.ofSeconds(10));
        return SinkRoute.toCache(() -> cache, "cdc-cache:rows");
    }

    private static List<CdcRecord> rows(String table, long position, String value) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> Rows.update(table, Integer.toString(i), position, "{\"v\":\"" + value + "\"}"))
                .toList();
    }

    private static long keysOf(RedisServer node) throws Exception {
        Redis alone = Redis.createClient(VERTX, node.url());
        try {
            return alone.send(Request.cmd(Command.DBSIZE))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .toLong();
        } finally {
            alone.close();
        }
    }

    private static Response ask(Command command, String key) throws Exception {
        return redis.send(Request.cmd(command).arg(key))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }
}
