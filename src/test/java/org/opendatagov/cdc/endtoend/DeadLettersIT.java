package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** Rows that Elasticsearch refuses, until its mapping is mended, and rows on which a sink's condition fails. */
class DeadLettersIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TOPIC = "cdc.odg.public.letters";
    private static final String LETTERS = "/admin/dead-letters";
    private static final String OF_FLOW = LETTERS + "/deliver-search";
    private static final String ROW = """
            {"before": null, "after": {"id": %1$d, "name": "n%1$d"}, "op": "c", "ts_ms": 1,
             "source": {"connector": "postgresql", "name": "cdc.odg", "ts_ms": 1, "snapshot": "false", "db": "odg",
                        "sequence": "[\\"1\\",\\"2\\"]", "schema": "public", "table": "%2$s", "txId": 1, "lsn": 2}}""";

    private static final String CONDITIONED = "cdc.odg.public.conditioned";

    /** A flow to a sink whose condition fails on a row that has no name. */
    private static final String CONDITIONED_ROUTE = """
            - route:
                id: %1$s
                from:
                  uri: cdc-events:%1$s?topics=cdc.odg.public.conditioned
                  steps:
                    - to:
                        uri: %1$s:rows
                        parameters:
                          condition: "${body.newRow[name].toUpperCase()} != 'N2'"
                          %2$s
            """;

    private static final KafkaServer KAFKA = new KafkaServer("letters-kafka");
    private static final RedisServer REDIS = new RedisServer("letters-redis");
    private static final ElasticsearchServer ELASTICSEARCH = new ElasticsearchServer("letters-elasticsearch");
    private static CdcService service;

    @BeforeAll
    static void start() throws Exception {
        ServerProcess.startAll(KAFKA, ELASTICSEARCH, REDIS);
        try (Admin admin = KAFKA.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1), new NewTopic(CONDITIONED, 1, (short) 1)))
                    .all()
                    .get();
        }
        ELASTICSEARCH.call(
                "PUT",
                "/cdc_letters",
                "{\"mappings\": {\"dynamic\": \"strict\", \"properties\": {\"id\": {\"type\": \"long\"}}}}");
        RouteFilesIT.folder("letters", "cache.yaml", CONDITIONED_ROUTE.formatted("cdc-cache", "expiry: 1h"));
        Path routes = RouteFilesIT.folder(
                "letters", "search.yaml", CONDITIONED_ROUTE.formatted("cdc-search", "index: only_{table}"));
        service = CaptureWorld.start(
                "letters",
                Caller.users(new ServiceEnvironment()
                        .kafka(KAFKA)
                        .elasticsearch(ELASTICSEARCH)
                        .redis(REDIS)
                        .with("CDC_ROUTES_FOLDER", routes.toString())
                        .flows("deliver-search,cdc-cache,cdc-search")));
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    static void stop() {
        try (KAFKA;
                ELASTICSEARCH;
                REDIS;
                CdcService running = service) {
            // All, whatever one of them does.
        }
    }

    @Test
    void lettersAreListedReplayedAndDiscarded() throws Exception {
        for (int id = 1; id <= 4; id++) {
            publish(TOPIC, id, ROW.formatted(id, "letters"));
        }
        await().atMost(PATIENCE).until(() -> open("deliver-search") == 4);
        publish(TOPIC, 5, "no event");
        await().atMost(PATIENCE).until(() -> open("deliver-search") == 5);

        JsonNode page = body(Caller.VIEWER.call(service, "GET", OF_FLOW + "?from=1&limit=2"));
        assertThat(page.path("open").asInt()).isEqualTo(5);
        assertThat(page.path("letters")).hasSize(2);
        JsonNode first = page.path("letters").path(0);
        assertThat(first.path("offset").asInt()).isEqualTo(1);
        assertThat(first.path("topic").asText()).isEqualTo(TOPIC);
        assertThat(first.path("key").asText()).isEqualTo("{\"id\": 2}");
        assertThat(first.path("cause").asText()).contains("strict");
        JsonNode letter = body(Caller.VIEWER.call(service, "GET", OF_FLOW + "/1"));
        assertThat(TopicReader.tree(letter.path("value").asText())
                        .at("/after/name")
                        .asText())
                .isEqualTo("n2");
        assertThat(letter.path("headers").path("__connect.errors.offset").asText())
                .isEqualTo(first.path("recordOffset").asText());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(HealthAndMetricsIT.check(
                                        TopicReader.tree(service.health("ready").body()), "dead-letters")
                                .path("deliver-search")
                                .asText())
                        .startsWith("WARNING: 5 open"));
        assertThat(service.health("ready").status()).isEqualTo(200);
        assertThat(service.metrics()).contains("cdc_dead_letters{flow=\"deliver-search\"} 5.0");

        // Nothing is mended yet: the record fails again, and the letter stays as it is.
        HttpResponse<String> again = Caller.OPERATOR.call(service, "POST", OF_FLOW + "/0/replay");
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(body(again).path("replayed").asInt()).isZero();
        assertThat(body(again).path("failedAgain").asInt()).isEqualTo(1);
        assertThat(body(again).path("cause").asText()).contains("strict");
        assertThat(body(Caller.VIEWER.call(service, "GET", OF_FLOW)).findValues("offset"))
                .extracting(JsonNode::asInt)
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(Caller.OPERATOR.call(service, "DELETE", OF_FLOW + "/1").statusCode())
                .isEqualTo(204);
        assertThat(open("deliver-search")).isEqualTo(4);

        ELASTICSEARCH.call("PUT", "/cdc_letters/_mapping", "{\"dynamic\": true}");
        JsonNode replayed = body(Caller.OPERATOR.call(service, "POST", OF_FLOW + "/replay"));
        assertThat(replayed.path("replayed").asInt()).isEqualTo(3);
        assertThat(replayed.path("failedAgain").asInt()).isEqualTo(1);
        assertThat(replayed.path("open").asInt()).isEqualTo(1);
        assertThat(replayed.path("next").isNull()).isTrue();
        JsonNode behind = body(Caller.OPERATOR.call(service, "POST", OF_FLOW + "/replay?from=1000000"));
        assertThat(behind.path("replayed").asInt() + behind.path("failedAgain").asInt())
                .isZero();
        assertThat(behind.path("open").asInt()).isEqualTo(1);
        for (int id : new int[] {1, 3, 4}) {
            assertThat(ELASTICSEARCH.call("GET", "/cdc_letters/_doc/" + id, "")).contains("\"name\":\"n" + id + "\"");
        }
        assertThat(ELASTICSEARCH.call("GET", "/cdc_letters/_doc/2", "")).contains("\"found\":false");
        assertThat(Caller.OPERATOR.call(service, "DELETE", OF_FLOW).statusCode())
                .isEqualTo(204);
        assertThat(open("deliver-search")).isZero();
    }

    @Test
    void aRowOnWhichTheSinksConditionFailsIsALetterAndTheOthersGoOn() throws Exception {
        for (int id = 1; id <= 4; id++) {
            publish(CONDITIONED, id, ROW.formatted(id, "conditioned").replace("\"n3\"", "null"));
        }
        for (String flow : List.of("cdc-cache", "cdc-search")) {
            await().atMost(PATIENCE).until(() -> open(flow) == 1);
            JsonNode letter = body(Caller.VIEWER.call(service, "GET", LETTERS + "/" + flow))
                    .path("letters")
                    .path(0);
            assertThat(letter.path("key").asText()).isEqualTo("{\"id\": 3}");
            assertThat(letter.path("cause").asText()).startsWith("the sink's condition fails on this row: ");
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(REDIS.ask("KEYS conditioned:*"))
                    .contains("conditioned:1", "conditioned:4")
                    .doesNotContain(":2", ":3");
            assertThat(ELASTICSEARCH.call("GET", "/only_conditioned/_search", ""))
                    .contains("\"n1\"", "\"n4\"")
                    .doesNotContain("\"n2\"");
        });
    }

    @Test
    void anIndexIsRebuiltByACall() throws Exception {
        ELASTICSEARCH.call("PUT", "/cdc_by_hand/_doc/1?version=3&version_type=external&refresh=true", "{\"v\": 1}");
        String rebuild = "/admin/search/cdc_by_hand/rebuild";
        assertThat(body(Caller.VIEWER.call(service, "GET", rebuild))
                        .at("/running")
                        .isNull())
                .isTrue();
        assertThat(Caller.VIEWER.call(service, "POST", rebuild).statusCode()).isEqualTo(403);

        HttpResponse<String> begun = Caller.OPERATOR.call(service, "POST", rebuild);
        assertThat(begun.statusCode()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(body(Caller.VIEWER.call(service, "GET", rebuild))
                                .at("/last/state")
                                .asText())
                        .isEqualTo("DONE"));
        assertThat(ELASTICSEARCH.call("GET", "/cdc_by_hand/_doc/1", ""))
                .contains("\"_index\":\"" + body(begun).path("to").asText() + "\"", "\"_version\":3");
        assertRefused("DELETE", rebuild, 404, "cdc_by_hand isn't being rebuilt");
        assertRefused("POST", "/admin/search/cdc_absent/rebuild", 404, "there is no index cdc_absent");
        assertRefused("POST", "/admin/search/other/rebuild", 409, "no flow of this process writes to an index other");
    }

    @Test
    void badInputGetsOneSentence() {
        assertRefused("GET", OF_FLOW + "/99999", 404, "has no open dead letter 99999");
        assertRefused("GET", OF_FLOW + "/one", 404, "known by its offset, a number");
        assertRefused("GET", OF_FLOW + "?limit=5000", 400, "a number from 0 to 1000");
        assertRefused("GET", OF_FLOW + "?limit=-1", 400, "a number from 0 to 1000");
        assertRefused("GET", OF_FLOW + "?page=2", 400, "takes from, limit");
        for (String path : List.of("/no-such-flow", "/no-such-flow/7")) {
            assertRefused("GET", LETTERS + path, 404, "This process has no flow no-such-flow, and none of that name");
            assertRefused(
                    "DELETE", LETTERS + path, 404, "This process has no flow no-such-flow, and none of that name");
        }
        assertThat(Caller.VIEWER.call(service, "DELETE", OF_FLOW).statusCode()).isEqualTo(403);
        assertThat(Caller.NOBODY.call(service, "GET", OF_FLOW).statusCode()).isEqualTo(401);
    }

    private static void assertRefused(String method, String path, int status, String sentence) {
        HttpResponse<String> answer = Caller.OPERATOR.call(service, method, path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(body(answer).path("message").asText()).contains(sentence);
    }

    /** How many letters a flow has by the call that counts those of all flows. */
    private static int open(String ofFlow) {
        for (JsonNode flow : body(Caller.VIEWER.call(service, "GET", LETTERS))) {
            if (flow.path("flow").asText().equals(ofFlow)) {
                return flow.path("open").asInt();
            }
        }
        return 0;
    }

    private static void publish(String topic, int id, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic,
                            ("{\"id\": " + id + "}").getBytes(StandardCharsets.UTF_8),
                            value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return TopicReader.tree(answer.body());
    }
}
