package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.http.HttpHost;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.Condition;
import org.elasticsearch.client.RestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.Certificate;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.SearchGate;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** The packaged service with the two delivery flows alone, fed by hand. Both servers speak TLS and let in who may. */
class DeliveryIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PASSWORD = "s3cret@pass";
    private static final String API_KEY = "aWQ6czNjcmV0";

    private static final KafkaServer KAFKA = new KafkaServer("delivery-kafka");
    private static final Path USERS =
            Path.of("target", "servers", "delivery-users.acl").toAbsolutePath();
    private static final Certificate CERTIFICATE = Certificate.create("delivery-certificate");
    private static final RedisServer REDIS =
            new RedisServer("delivery-redis", Map.of("aclfile", USERS.toString()), CERTIFICATE);
    private static final ElasticsearchServer SEARCH = new ElasticsearchServer("delivery-elasticsearch");
    private static final Vertx VERTX = Vertx.vertx();

    private static SearchGate gate;
    private static Feed feed;
    private static CdcService service;

    @BeforeAll
    static void start() throws Exception {
        // The rights that the documentation names, and the test's own.
        Files.writeString(
                USERS,
                "user cdc on >" + PASSWORD + " ~" + Feed.TABLE + ":* ~{" + Feed.TABLE
                        + ":*}:fence +eval +evalsha +get +set +del +pttl +hset +pexpire +wait\n"
                        + "user default on nopass ~* +@all\n");
        ServerProcess.startAll(KAFKA, REDIS, SEARCH);
        gate = new SearchGate(SEARCH, CERTIFICATE);
        gate.let("ApiKey " + API_KEY, SearchGate.Right.ALL);
        feed = new Feed(KAFKA);
        service = new CdcService(
                "delivery-service",
                new ServiceEnvironment()
                        .kafka(KAFKA)
                        .flows("deliver-*")
                        .with(
                                "QUARKUS_TLS_SINKS_TRUST_STORE_PEM_CERTS",
                                CERTIFICATE.certificate().toString())
                        .with("QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "sinks")
                        .with("QUARKUS_REDIS_HOSTS", "rediss://cdc:s3cret%40pass@127.0.0.1:" + REDIS.tlsPort())
                        .with("CDC_SEARCH_TLS_CONFIGURATION_NAME", "sinks")
                        .with("QUARKUS_ELASTICSEARCH_PROTOCOL", "https")
                        .with("QUARKUS_ELASTICSEARCH_HOSTS", gate.hostAndPort())
                        .with("QUARKUS_ELASTICSEARCH_API_KEY", API_KEY));
    }

    @AfterAll
    static void stop() {
        service.close();
        feed.close();
        gate.close();
        VERTX.close();
        REDIS.close();
        SEARCH.close();
        KAFKA.close();
    }

    @Test
    void flowsWaitForTheirServersAndDeadLettersSayWhy() throws Exception {
        REDIS.kill();
        feed.send(1, "{\"id\":1,\"meta\":{\"a\":1}}", 10);
        service.start();
        // Search goes on while the cache waits.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> document("1").contains("\"meta\":{\"a\":1}"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.health("ready").body())
                        .contains("redis 127.0.0.1:" + REDIS.tlsPort(), "Connection refused"));
        assertThat(service.health("ready").status()).isEqualTo(503);

        REDIS.start();
        await().atMost(PATIENCE).until(() -> "{\"id\":1,\"meta\":{\"a\":1}}".equals(entry("1")));
        service.awaitReady(PATIENCE);

        // A jsonb column that was an object and is now a scalar: Elasticsearch can't index both.
        feed.send(2, "{\"id\":2,\"meta\":\"a scalar\"}", 11);
        feed.send(3, "{\"id\":3,\"meta\":{\"a\":3}}", 12);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> document("3").contains("\"meta\":{\"a\":3}"));
        await().atMost(PATIENCE).until(() -> entry("2") != null);
        try (Admin admin = KAFKA.admin()) {
            assertThat(admin.listTopics().names().get()).contains("cdc.dead-letter.deliver-search");
        }
        assertThat(service.metrics())
                .contains("cdc_sink_writes_total{result=\"written\",sink=\"cache\",table=\"approval_records\"} 3.0")
                .contains("cdc_sink_writes_total{result=\"dead\",sink=\"search\",table=\"approval_records\"} 1.0");

        badInputBecomesDeadLettersAndTheFlowsGoOn();

        service.stop();
        assertThat(log())
                .contains("Redis at 127.0.0.1:" + REDIS.tlsPort() + " doesn't take writes")
                .doesNotContain("s3cret", API_KEY);
    }

    private static void badInputBecomesDeadLettersAndTheFlowsGoOn() throws Exception {
        String row = Feed.envelope("c", "{\"id\":4}", 13);
        feed.send("{\"id\":4}", "{\"hello\":\"world\"}");
        feed.send("{\"id\":4}", "no JSON");
        feed.send("4", row);
        feed.send("{\"id\":null}", row);
        feed.send(null, row);
        // The primary key has been altered.
        feed.send("{\"id\":4,\"region\":\"eu\"}", row);
        await().atMost(PATIENCE).until(() -> "{\"id\":4}".equals(entry("4:eu")));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> document("4%3Aeu").contains("\"found\":true"));

        assertThat(entry("4")).isNull();
        assertThat(log())
                .contains("the keys of " + Feed.TOPIC
                        + " have come with other columns, [[id], [id, region]]: the primary key has been altered");
        String[] causes = {
            "A record of the topic '" + Feed.TOPIC + "' is no change event: it has no field 'op'",
            "A record of the topic '" + Feed.TOPIC + "' is no change event: it isn't JSON from byte 0 on",
            "The key of a record is no row's key: it is no JSON object",
            "The key of a record is no row's key: its column 'id' is null, and a primary key has no nulls"
        };
        for (String sink : List.of("cache", "search")) {
            assertThat(log())
                    .contains("deliver-" + sink
                            + ": the table public.approval_records has no primary key, so its rows have no entry"
                            + " in the " + sink + " and are left out");
        }
        assertThat(deadLetters("deliver-cache")).hasSameSizeAs(causes);
        assertThat(deadLetters("deliver-search")).hasSize(causes.length + 1);
        for (String cause : causes) {
            assertThat(deadLetters("deliver-cache")).haveExactly(1, startingWith(cause));
            assertThat(deadLetters("deliver-search")).haveExactly(1, startingWith(cause));
        }
    }

    private static Condition<String> startingWith(String start) {
        return new Condition<>(text -> text.startsWith(start), "a text that starts with '%s'", start);
    }

    /** Why each of a flow's dead letters couldn't be delivered. */
    private static List<String> deadLetters(String flow) {
        TopicPartition partition = new TopicPartition("cdc.dead-letter." + flow, 0);
        List<String> causes = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(letter -> causes.add(new String(
                                letter.headers()
                                        .lastHeader("__connect.errors.exception.message")
                                        .value(),
                                StandardCharsets.UTF_8)));
            }
        }
        return causes;
    }

    private static String entry(String key) throws Exception {
        Redis redis = Redis.createClient(VERTX, REDIS.url());
        try {
            var value = redis.send(Request.cmd(Command.GET).arg("approval_records:" + key))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            return value == null ? null : value.toString();
        } finally {
            redis.close();
        }
    }

    private static String document(String id) throws IOException {
        try (RestClient client =
                RestClient.builder(new HttpHost("127.0.0.1", SEARCH.port())).build()) {
            byte[] answer = client.performRequest(
                            new org.elasticsearch.client.Request("GET", "/cdc_approval_records/_doc/" + id))
                    .getEntity()
                    .getContent()
                    .readAllBytes();
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    private static String log() throws IOException {
        return Files.readString(Path.of("target", "servers", "delivery-service", "delivery-service.log"));
    }
}
