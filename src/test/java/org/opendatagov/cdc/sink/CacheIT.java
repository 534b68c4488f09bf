package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.servers.RedisServer;

class CacheIT {

    private static final RedisServer SERVER = new RedisServer("cache-redis");
    private static final Vertx VERTX = Vertx.vertx();
    private static Redis redis;

    private SinkRoute route;

    @BeforeAll
    static void start() {
        SERVER.start();
        RedisOptions options = new RedisOptions().setConnectionString(SERVER.url());
        options.getNetClientOptions().setReadIdleTimeout(3);
        redis = Redis.createClient(VERTX, options);
    }

    @AfterAll
    static void stop() {
        VERTX.close();
        SERVER.close();
    }

    @BeforeEach
    void empty() throws Exception {
        ask(Command.FLUSHALL);
        route = route("");
    }

    @AfterEach
    void closeRoute() {
        route.close();
    }

    @Test
    void rowsBecomeJsonUnderTheirKey() throws Exception {
        String row =
                "{\"id\":\"7\",\"score\":0.10,\"big\":12345678901234567890.0123456789,\"meta\":{\"a\":[1,null]},\"text\":\"ü\"}";
        route.write(
                Rows.create("model_cards", "7", 10, row),
                Rows.record(
                        CdcOperation.READ, "pipeline_versions", new RowKey(List.of("etl", "3")), 0, "{\"version\":3}"));
        assertThat(get("model_cards:7")).isEqualTo(row);
        assertThat(get("pipeline_versions:etl:3")).isEqualTo("{\"version\":3}");
        assertThat(route.counted("written")).isEqualTo(2);
    }

    @Test
    void anUpdateOverwrites() throws Exception {
        route.write(Rows.create("t", "1", 10, "{\"v\":1}"));
        route.write(Rows.update("t", "1", 11, "{\"v\":2}"));
        assertThat(get("t:1")).isEqualTo("{\"v\":2}");
    }

    @Test
    void aDeleteRemovesTheEntry() throws Exception {
        route.write(Rows.create("t", "1", 10, "{}"), Rows.create("t", "2", 10, "{}"));
        route.write(Rows.delete("t", "1", 11));
        assertThat(get("t:1")).isNull();
        assertThat(get("t:2")).isEqualTo("{}");
        assertThat(route.counted("removed")).isEqualTo(1);
    }

    @Test
    void aLowerWriteIsRefused() throws Exception {
        route.write(Rows.update("t", "1", 10, "{\"v\":2}"));
        route.write(Rows.update("t", "1", 9, "{\"v\":1}"), Rows.delete("t", "1", 8));
        assertThat(get("t:1")).isEqualTo("{\"v\":2}");
        assertThat(route.counted("stale")).isEqualTo(1);
    }

    @Test
    void anEqualWriteIsAccepted() throws Exception {
        route.write(Rows.update("t", "1", 10, "{\"v\":1}"));
        route.write(Rows.update("t", "1", 10, "{\"v\":2}"));
        assertThat(get("t:1")).isEqualTo("{\"v\":2}");
    }

    @Test
    void positionsAreComparedExactly() throws Exception {
        // These two are the same floating-point number.
        route.write(Rows.update("t", "1", 9007199254740993L, "{\"v\":2}"));
        route.write(Rows.update("t", "1", 9007199254740992L, "{\"v\":1}"));
        assertThat(get("t:1")).isEqualTo("{\"v\":2}");
        // A higher number can come first in the alphabet.
        route.write(Rows.update("t", "1", 10000000000000000L, "{\"v\":3}"));
        assertThat(get("t:1")).isEqualTo("{\"v\":3}");
        route.write(Rows.update("t", "1", Long.MAX_VALUE, "{\"v\":4}"));
        route.write(Rows.update("t", "1", Long.MAX_VALUE - 1, "{\"v\":5}"));
        assertThat(get("t:1")).isEqualTo("{\"v\":4}");
    }

    @Test
    void aLateUpsertDoesNotBringADeletedRowBack() throws Exception {
        route.write(Rows.create("t", "1", 10, "{}"));
        route.write(Rows.delete("t", "1", 12));
        route.write(Rows.update("t", "1", 11, "{}"));
        assertThat(get("t:1")).isNull();
        assertThat(Long.parseLong(ask(Command.PTTL, "{t:1}:fence").toString()))
                .isBetween(Duration.ofHours(23).toMillis(), Duration.ofHours(24).toMillis());
    }

    @Test
    void theFenceOfADeleteOutlivesANewRow() throws Exception {
        route.write(Rows.delete("t", "1", 12));
        route.write(Rows.create("t", "1", 13, "{}"));
        assertThat(get("{t:1}:fence")).isEqualTo("13");
        assertThat(Long.parseLong(ask(Command.PTTL, "{t:1}:fence").toString()))
                .isGreaterThan(Duration.ofHours(23).toMillis());
    }

    @Test
    void anEntryWithoutAFenceIsTakenOver() throws Exception {
        ask(Command.SET, "t:1", "someone else's");
        ask(Command.HSET, "t:2", "a", "hash");
        route.write(Rows.create("t", "1", 0, "{}"), Rows.create("t", "2", 0, "{}"));
        assertThat(get("t:1")).isEqualTo("{}");
        assertThat(get("t:2")).isEqualTo("{}");
    }

    @Test
    void anEntryStaysAnHourUnlessToldOtherwise() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        assertThat(Long.parseLong(ask(Command.PTTL, "t:1").toString()))
                .isBetween(
                        Duration.ofMinutes(59).toMillis(), Duration.ofHours(1).toMillis());
        try (SinkRoute minutes = route("?expiry=PT5M&fenceRetention=2h")) {
            minutes.write(Rows.update("t", "1", 2, "{}"));
        }
        assertThat(Long.parseLong(ask(Command.PTTL, "t:1").toString()))
                .isBetween(
                        Duration.ofMinutes(4).toMillis(), Duration.ofMinutes(5).toMillis());
        assertThat(Long.parseLong(ask(Command.PTTL, "{t:1}:fence").toString()))
                .isBetween(
                        Duration.ofMinutes(119).toMillis(), Duration.ofHours(2).toMillis());
    }

    @Test
    void anEntryWithoutExpiryStaysAndSoDoesItsFenceUntilTheRowIsDeleted() throws Exception {
        try (SinkRoute forever = route("?expiry=none")) {
            forever.write(Rows.update("t", "1", 1, "{}"));
            assertThat(ask(Command.PTTL, "t:1").toString()).isEqualTo("-1");
            assertThat(ask(Command.PTTL, "{t:1}:fence").toString()).isEqualTo("-1");
            forever.write(Rows.delete("t", "1", 2));
            assertThat(Long.parseLong(ask(Command.PTTL, "{t:1}:fence").toString()))
                    .isPositive();
        }
    }

    @Test
    void severalEventsOfARowInABatchEndInTheLast() throws Exception {
        route.write(
                Rows.create("t", "1", 5, "{\"v\":1}"),
                Rows.delete("t", "1", 6),
                Rows.create("t", "1", 7, "{\"v\":2}"),
                Rows.create("t", "2", 7, "{}"),
                Rows.delete("t", "2", 7));
        assertThat(get("t:1")).isEqualTo("{\"v\":2}");
        assertThat(get("t:2")).isNull();
        assertThat(route.counted("written")).isEqualTo(1);
        assertThat(route.counted("removed")).isEqualTo(1);
    }

    @Test
    void aRowCanStandAsAHash() throws Exception {
        ask(Command.SET, "t:1", "someone else's");
        try (SinkRoute hash = route("?format=hash&expiry=5m")) {
            hash.write(Rows.create(
                    "t",
                    "1",
                    1,
                    "{\"id\":1,\"text\":\"ü\",\"n\":0.10,\"meta\":{\"a\":[1]},\"off\":false,\"gone\":null}"));
            assertThat(hash("t:1"))
                    .containsOnly(
                            entry("id", "1"),
                            entry("text", "ü"),
                            entry("n", "0.10"),
                            entry("meta", "{\"a\":[1]}"),
                            entry("off", "false"));
            assertThat(Long.parseLong(ask(Command.PTTL, "t:1").toString()))
                    .isBetween(1L, Duration.ofMinutes(5).toMillis());
            hash.write(Rows.update("t", "1", 2, "{\"id\":1,\"text\":null}"));
            assertThat(hash("t:1")).containsOnly(entry("id", "1"));
            hash.write(Rows.update("t", "1", 1, "{\"id\":1,\"text\":\"late\"}"));
            assertThat(hash("t:1")).containsOnly(entry("id", "1"));
        }
        route.write(Rows.update("t", "1", 3, "{\"id\":1}"));
        assertThat(get("t:1")).isEqualTo("{\"id\":1}");
    }

    @Test
    void columnsAreLeftOutAndMasked() throws Exception {
        try (SinkRoute discreet = route("?leaveOut=notes,other.name&mask=t.email, salary,missing")) {
            discreet.write(Rows.create(
                    "t", "1", 1, "{\"name\":\"a\",\"notes\":\"b\",\"email\":\"c\",\"salary\":7,\"missing\":null}"));
            discreet.write(Rows.create("other", "1", 1, "{\"name\":\"a\",\"email\":\"c\"}"));
        }
        assertThat(get("t:1")).isEqualTo("{\"name\":\"a\",\"email\":\"****\",\"salary\":null,\"missing\":null}");
        assertThat(get("other:1")).isEqualTo("{\"email\":\"c\"}");
    }

    @Test
    void aRowThatNoLongerMeetsTheConditionIsRemoved() throws Exception {
        try (SinkRoute active = route("?condition=RAW(${body.newRow[status]} == 'active')")) {
            active.write(
                    Rows.create("t", "1", 1, "{\"status\":\"active\"}"),
                    Rows.create("t", "2", 1, "{\"status\":\"no\"}"));
            assertThat(get("t:1")).isEqualTo("{\"status\":\"active\"}");
            assertThat(get("t:2")).isNull();
            active.write(Rows.update("t", "1", 3, "{\"status\":\"retired\"}"));
            assertThat(get("t:1")).isNull();
            active.write(Rows.update("t", "1", 2, "{\"status\":\"active\"}"));
            assertThat(get("t:1")).as("a replay").isNull();
        }
    }

    @Test
    void aConditionThatCanNotBeReadIsNamed() {
        assertThatThrownBy(() -> route("?condition=RAW(${body.newRow[status)"))
                .hasStackTraceContaining("the option condition of cdc-cache://rows");
        assertThatThrownBy(() -> route("?format=xml")).hasStackTraceContaining("is 'xml'; write json or hash");
    }

    @Test
    void theKeyFollowsThePattern() throws Exception {
        try (SinkRoute patterned = route("?key={database}/{schema}/{table}/{key}")) {
            patterned.write(Rows.create("t", "a b", 1, "{}"));
        }
        assertThat(get("odg/public/t/a b")).isEqualTo("{}");
    }

    @Test
    void aBatchLargerThanAPipelineIsWrittenWhole() throws Exception {
        List<CdcRecord> batch = IntStream.range(0, 5_000)
                .mapToObj(i -> Rows.create("t", "" + i, i, "{\"i\":" + i + "}"))
                .toList();
        route.write(batch);
        assertThat(ask(Command.DBSIZE).toString()).isEqualTo("10000");
        assertThat(get("t:4999")).isEqualTo("{\"i\":4999}");
    }

    @Test
    void rowsWithoutAKeyGetIdsOfTheirOwnWhereTheyAreAppended() throws Exception {
        try (SinkRoute append = route("?keyless=append")) {
            for (int i = 0; i < 2; i++) {
                append.write(
                        Rows.record(CdcOperation.READ, "logs", null, 1, "{\"n\":1}"),
                        Rows.record(CdcOperation.CREATE, "logs", null, 2, "{\"n\":2}"),
                        Rows.record(CdcOperation.UPDATE, "logs", null, 3, "{\"n\":3}"));
            }
            assertThat(append.letters).isEmpty();
            assertThat(append.counted("left_out")).isEqualTo(2);
        }
        assertThat(get("logs:cdc.odg.public.logs:0:1")).isEqualTo("{\"n\":1}");
        assertThat(get("logs:cdc.odg.public.logs:0:2")).isEqualTo("{\"n\":2}");
    }

    @Test
    void aRowWithoutAKeyIsLeftOutOrADeadLetterAndATruncateIsLeftOut() throws Exception {
        route.write(
                Rows.record(CdcOperation.CREATE, "logs", null, 1, "{}"),
                Rows.record(CdcOperation.TRUNCATE, "t", null, 1, null),
                Rows.create("t", "1", 1, "{}"));
        assertThat(get("t:1")).isEqualTo("{}");
        assertThat(route.letters).isEmpty();
        assertThat(route.warnings)
                .singleElement()
                .asString()
                .startsWith("deliver rows without a key of public.logs: the table public.logs has no primary key");
        assertThat(route.counted("left_out")).isEqualTo(1);

        try (SinkRoute strict = route("?keyless=deadLetter")) {
            strict.write(Rows.record(CdcOperation.CREATE, "logs", null, 1, "{}"));
            assertThat(strict.letters).singleElement().satisfies(letter -> {
                assertThat(letter.flow()).isEqualTo("deliver");
                assertThat(letter.record().topic()).isEqualTo("cdc.odg.public.logs");
                assertThat(letter.cause()).contains("the table public.logs has no primary key");
            });
            assertThat(strict.counted("dead")).isEqualTo(1);
        }
    }

    @Test
    void aRedisThatHasForgottenTheScriptIsTaughtAgain() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        ask(Command.SCRIPT, "FLUSH");
        route.write(Rows.create("t", "2", 1, "{}"), Rows.create("t", "3", 1, "{}"));
        assertThat(get("t:3")).isEqualTo("{}");
    }

    @Test
    void whileRedisIsDownABatchFailsWithOneSentenceAndAfterwardsItIsTaken() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        SERVER.kill();
        assertThatThrownBy(() -> route.write(Rows.update("t", "1", 2, "{}")))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageMatching("Redis at 127.0.0.1:" + SERVER.port() + " doesn't take writes: .+");
        assertThat(route.probes.check().get("redis 127.0.0.1:" + SERVER.port())).contains("Connection refused");
        SERVER.start();
        await().ignoreExceptions().untilAsserted(() -> route.write(Rows.update("t", "1", 2, "{\"v\":2}")));
        assertThat(get("t:1")).isEqualTo("{\"v\":2}");
        assertThat(route.probes.check()).containsOnly(entry("redis 127.0.0.1:" + SERVER.port(), ""));
    }

    @Test
    void whoMayNotWriteIsToldTheMendAndTheBatchWaits() throws Exception {
        SERVER.ask("ACL SETUSER reader on >pa55word ~* +@read +eval +evalsha");
        assertRefused("reader", "pa55word", "can't run this command", "give the user of quarkus.redis.hosts");
        SERVER.ask("ACL SETUSER other on >pa55word ~other:* +@all");
        assertRefused("other", "pa55word", "NOPERM", "give the user of quarkus.redis.hosts");
        assertRefused("reader", "wr0ng", "WRONGPASS", "correct the user and the password");
    }

    private static void assertRefused(String user, String password, String reason, String mend) {
        Redis theirs = Redis.createClient(VERTX, "redis://" + user + ":" + password + "@127.0.0.1:" + SERVER.port());
        RedisCache cache = new RedisCache(theirs, false, "127.0.0.1:" + SERVER.port(), Duration.ofSeconds(2));
        try (SinkRoute refused = SinkRoute.toCache(() -> cache, "cdc-cache:rows")) {
            assertThatThrownBy(() -> refused.write(Rows.create("t", "1", 1, "{}")))
                    .isInstanceOf(SinkUnavailableException.class)
                    .hasMessageStartingWith("Redis at 127.0.0.1:" + SERVER.port() + " doesn't take writes: ")
                    .hasMessageContainingAll(reason, mend)
                    .message()
                    .doesNotContain(password);
            assertThat(refused.letters).isEmpty();
        } finally {
            theirs.close();
        }
    }

    @Test
    void aBatchThatTooFewReplicasHaveIsNotWritten() {
        try (SinkRoute safe = route("?waitReplicas=1")) {
            assertThatThrownBy(() -> safe.write(Rows.create("t", "1", 1, "{}")))
                    .isInstanceOf(SinkUnavailableException.class)
                    .hasMessageContaining("0 of the 1 replicas have it that the option waitReplicas asks for");
        }
    }

    @Test
    void aFrozenRedisDoesNotHoldABatchForEver() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        SERVER.freeze();
        try {
            assertThatThrownBy(() -> route.write(Rows.update("t", "1", 2, "{}")))
                    .isInstanceOf(SinkUnavailableException.class)
                    .hasMessageContaining("no answer within 2000 ms");
            assertThat(route.probes.check().get("redis 127.0.0.1:" + SERVER.port()))
                    .contains("no answer within");
        } finally {
            SERVER.thaw();
        }
        await().ignoreExceptions().untilAsserted(() -> route.write(Rows.update("t", "1", 3, "{\"v\":3}")));
        assertThat(get("t:1")).isEqualTo("{\"v\":3}");
    }

    @Test
    void aProbeIsThereOnlyWhileItsFlowRuns() {
        assertThat(route.probes.check()).hasSize(1);
        route.close();
        assertThat(route.probes.check()).isEmpty();
    }

    private static SinkRoute route(String options) {
        RedisCache cache = new RedisCache(redis, false, "127.0.0.1:" + SERVER.port(), Duration.ofSeconds(2));
        return SinkRoute.toCache(() -> cache, "cdc-cache:rows" + options);
    }

    private static String get(String key) throws Exception {
        Response value = ask(Command.GET, key);
        return value == null ? null : value.toString();
    }

    private static Response ask(Command command, String... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (String each : arguments) {
            request.arg(each);
        }
        return redis.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Map<String, String> hash(String key) throws Exception {
        Response fields = ask(Command.HGETALL, key);
        return fields.getKeys().stream()
                .collect(Collectors.toMap(
                        field -> field, field -> fields.get(field).toString()));
    }
}
