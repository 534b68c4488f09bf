package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.servers.SearchNode;

/** What the sink does with every server of the kind. */
abstract class SearchContract {

    final SearchFixture search;
    final SearchNode server;
    SinkRoute route;

    SearchContract(SearchFixture search) {
        this.search = search;
        this.server = search.server;
    }

    @BeforeEach
    void empty() throws IOException {
        search.empty();
        route = search.route("");
    }

    @AfterEach
    void closeRoute() {
        route.close();
    }

    @Test
    void rowsBecomeDocumentsUnderTheirKey() throws Exception {
        String row =
                "{\"id\":\"7\",\"score\":0.10,\"big\":12345678901234567890.0123456789,\"none\":null,\"text\":\"ü\","
                        + "\"meta\":{\"owner\":{\"name\":\"Ada\"},\"list\":[1,\"two\",{\"three\":3}]},\"tags\":[\"a\",\"b\"]}";
        route.write(
                Rows.create("model_cards", "7", 10, row),
                Rows.record(
                        CdcOperation.READ, "pipeline_versions", new RowKey(List.of("etl", "3")), 0, "{\"version\":3}"));
        assertThat(search.source("cdc_model_cards", "7")).isEqualTo(Rows.parse(row));
        assertThat(search.source("cdc_pipeline_versions", "etl:3")).isEqualTo(Rows.parse("{\"version\":3}"));
        assertThat(route.counted("written")).isEqualTo(2);
    }

    @Test
    void jsonbKeysAndNestingOfAnyKindAreTaken() throws Exception {
        String nested = "{\"a\":".repeat(150) + "[[1,[2]]]" + "}".repeat(150);
        String row = "{\"meta\":{\"\":1,\".\":2,\"a.b\":3,\"a\":{\"b\":4},\"c..d\":5,\" \":6,\"_id\":7,\""
                + "k".repeat(20_000) + "\":\"" + "€".repeat(1_000) + "\"},\"deep\":" + nested + "}";
        route.write(Rows.create("t", "1", 1, row), Rows.create("t", "2", 1, row));
        assertThat(route.letters).isEmpty();
        assertThat(search.source("cdc_t", "2")).isEqualTo(Rows.parse(row));
    }

    @Test
    void textsAreTextAndFullTimestampsAreDatesThatNeverRefuseAText() throws Exception {
        route.write(Rows.create(
                "t",
                "1",
                1,
                "{\"name\":\"A name\",\"at\":\"2026-02-08T10:00:00.123456Z\",\"day\":\"2026-02-08\",\"n\":\"12\"}"));
        assertThat(search.mapping("cdc_t").at("/name/type").asText()).isEqualTo("text");
        assertThat(search.mapping("cdc_t").at("/name/fields/keyword/type").asText())
                .isEqualTo("keyword");
        assertThat(search.mapping("cdc_t").at("/at/type").asText()).isEqualTo("date");
        assertThat(search.mapping("cdc_t").at("/day/type").asText()).isEqualTo("text");
        assertThat(search.mapping("cdc_t").at("/n/type").asText()).isEqualTo("text");
        route.write(
                Rows.create("t", "2", 1, "{\"at\":\"infinity\"}"),
                Rows.create("t", "3", 1, "{\"at\":\"2026-02-08T10:00:00Z\"}"));
        assertThat(route.letters).isEmpty();
        assertThat(search.source("cdc_t", "2").path("at").asText()).isEqualTo("infinity");
        assertThat(search.found("cdc_t", "at.keyword", "infinity")).containsExactly("2");
    }

    @Test
    void valuesThatDoNotSuitTheirFieldStayInTheDocument() throws Exception {
        String huge = "{\"n\":123456789012345678901234567890,\"d\":1e400,\"flag\":\"perhaps\",\"text\":\""
                + "x".repeat(50_000) + "\"," + "\"meta\":{\"long\":\"" + "y".repeat(50_000) + "\"}}";
        route.write(
                Rows.create("t", "1", 1, "{\"n\":1,\"d\":1.5,\"flag\":true,\"meta\":{}}"),
                Rows.create("t", "2", 1, huge),
                Rows.create("u", "2", 1, huge));
        assertThat(route.letters).isEmpty();
        assertThat(search.source("cdc_t", "2")).isEqualTo(Rows.parse(huge));
        assertThat(search.source("cdc_u", "2")).isEqualTo(Rows.parse(huge));
    }

    @Test
    void aDeleteRemovesTheDocumentAndOneOfAnAbsentRowIsFine() throws Exception {
        route.write(Rows.create("t", "1", 10, "{}"));
        route.write(Rows.delete("t", "1", 11), Rows.delete("t", "absent", 11), Rows.delete("absent", "1", 11));
        assertThat(search.source("cdc_t", "1").isMissingNode()).isTrue();
        assertThat(route.counted("removed")).isEqualTo(3);
        assertThat(route.letters).isEmpty();
    }

    @Test
    void aLowerWriteIsRefusedAlsoAfterADelete() throws Exception {
        route.write(Rows.update("t", "1", 10, "{\"v\":2}"), Rows.delete("t", "2", 10));
        route.write(Rows.update("t", "1", 9, "{\"v\":1}"), Rows.update("t", "2", 9, "{\"v\":1}"));
        route.write(Rows.delete("t", "1", 8));
        assertThat(search.source("cdc_t", "1").path("v").asInt()).isEqualTo(2);
        assertThat(search.source("cdc_t", "2").isMissingNode()).isTrue();
        assertThat(route.counted("stale")).isEqualTo(3);
    }

    @Test
    void anEqualWriteIsAccepted() throws Exception {
        route.write(Rows.update("t", "1", 0, "{\"v\":1}"));
        route.write(Rows.update("t", "1", 0, "{\"v\":2}"));
        assertThat(search.source("cdc_t", "1").path("v").asInt()).isEqualTo(2);
    }

    @Test
    void deletesAreRememberedForAnHourInNewAndInOldIndices() throws Exception {
        search.ask("PUT", "/cdc_old", null);
        route.write(Rows.create("t", "1", 1, "{}"));
        JsonNode settings = search.ask("GET", "/cdc_t,cdc_old/_settings?flat_settings=true", null);
        for (String index : List.of("opendatagov-cdc_t-000001", "cdc_old")) {
            assertThat(settings.path(index)
                            .path("settings")
                            .path("index.gc_deletes")
                            .asText())
                    .isEqualTo("1h");
        }
    }

    @Test
    void aKeyThatIsTooLongForAnIdBecomesItsDigest() throws Exception {
        String key = "2026-01-01T00:00:00Z:" + "d".repeat(1000);
        route.write(Rows.create("t", key, 1, "{\"v\":1}"));
        assertThat(search.source("cdc_t", DocumentId.of(key)).path("v").asInt()).isEqualTo(1);
        route.write(Rows.delete("t", key, 2));
        assertThat(search.source("cdc_t", DocumentId.of(key)).isMissingNode()).isTrue();
    }

    @Test
    void aBatchOverTheServersLimitIsSplit() throws Exception {
        // 3 MB, and the server takes 1 MB; the endpoint would send 5.
        List<CdcRecord> batch = IntStream.range(0, 300)
                .mapToObj(i -> Rows.create("t", "" + i, i, "{\"i\":" + i + ",\"text\":\"" + "x ".repeat(5_000) + "\"}"))
                .toList();
        route.write(batch);
        assertThat(search.count("cdc_t")).isEqualTo(300);
        assertThat(route.letters).isEmpty();
    }

    @Test
    void aBatchOverTheEndpointsLimitIsSentInParts() throws Exception {
        try (SinkRoute small = search.route("?maxRequestBytes=1000")) {
            small.write(IntStream.range(0, 100)
                    .mapToObj(i -> Rows.create("t", "" + i, i, "{\"i\":" + i + "}"))
                    .toList());
            assertThat(small.letters).isEmpty();
            assertThat(small.counted("stale")).isEqualTo(0);
            assertThat(small.counted("written")).isEqualTo(100);
        }
        assertThat(search.count("cdc_t")).isEqualTo(100);
    }

    @Test
    void aSingleDocumentOverTheServersLimitIsADeadLetter() throws Exception {
        route.write(
                Rows.create("t", "1", 1, "{}"),
                Rows.create("t", "2", 1, "{\"text\":\"" + "x ".repeat(5_000_000) + "\"}"),
                Rows.create("t", "3", 1, "{}"));
        assertThat(search.count("cdc_t")).isEqualTo(2);
        assertThat(route.letters)
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.cause()).contains("takes no request of", "http.max_content_length"));
    }

    @Test
    void columnsMayBeNamedAsElasticsearchNamesItsOwnFields() throws Exception {
        String row = Stream.of(
                        "_id",
                        "_index",
                        "_source",
                        "_routing",
                        "_type",
                        "_field_names",
                        "_ignored",
                        "_doc_count",
                        "_seq_no",
                        "_version",
                        "_primary_term",
                        "_tier",
                        "_nested_path",
                        "_feature",
                        "_data_stream_timestamp",
                        "_uid",
                        "_size",
                        "_own")
                .map(column -> "\"" + column + "\":\"7\"")
                .collect(Collectors.joining(",", "{", "}"));

        route.write(Rows.create("t", "1", 1, row));

        assertThat(route.letters).isEmpty();
        assertThat(search.source("cdc_t", "1").path("%5Fid").asText()).isEqualTo("7");
        assertThat(search.source("cdc_t", "1").path("_own").asText()).isEqualTo("7");
    }

    /** The server refuses the whole request, since it can't read one of the versions. */
    @Test
    void aRowThatSpoilsItsRequestIsADeadLetterAlone() throws Exception {
        route.write(
                Rows.create("t", "1", 1, "{\"n\":1}"),
                Rows.create("t", "2", -5, "{\"n\":2}"),
                Rows.create("t", "3", 1, "{\"n\":3}"),
                Rows.create("t", "4", 1, "{\"n\":4}"));

        assertThat(search.count("cdc_t")).isEqualTo(3);
        assertThat(route.letters)
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.cause()).contains("can't take a request with the document: ", "-5"));
    }

    @Test
    void aRowWithoutAKeyAndOneForWhichTheConditionFailsAreDeadLettersAlone() throws Exception {
        try (SinkRoute active = search.route(
                "?keyless=deadLetter&condition=RAW(${body.newRow[n]} > 5 || ${body.newRow[n].size} > 5)")) {
            active.write(
                    Rows.create("t", "1", 1, "{\"n\":7}"),
                    Rows.create("t", "2", 1, "{\"n\":3}"),
                    Rows.record(CdcOperation.CREATE, "logs", null, 1, "{}"));
            assertThat(active.letters)
                    .extracting(SinkRoute.Letter::cause)
                    .satisfiesExactlyInAnyOrder(
                            cause -> assertThat(cause).startsWith("the sink's condition fails on this row: "),
                            cause -> assertThat(cause).contains("the table public.logs has no primary key"));
        }
        assertThat(search.source("cdc_t", "1").path("n").asInt()).isEqualTo(7);
        assertThat(search.source("cdc_t", "2").isMissingNode()).isTrue();
    }

    /** Of a table that is only appended to, whose records come again after a rebalance. */
    @Test
    void rowsWithoutAKeyGetIdsOfTheirOwnWhereTheyAreAppended() throws Exception {
        try (SinkRoute append = search.route("?keyless=append")) {
            for (int i = 0; i < 2; i++) {
                append.write(
                        Rows.record(CdcOperation.READ, "logs", null, 1, "{\"n\":1}"),
                        Rows.record(CdcOperation.CREATE, "logs", null, 2, "{\"n\":2}"),
                        Rows.record(CdcOperation.UPDATE, "logs", null, 3, "{\"n\":3}"),
                        Rows.record(CdcOperation.DELETE, "logs", null, 4, null));
            }
            assertThat(append.letters).isEmpty();
            assertThat(append.warnings)
                    .hasSize(4)
                    .allMatch(each -> each.contains("updates and deletes of table public.logs"));
            assertThat(append.counted("left_out")).isEqualTo(4);
        }
        assertThat(search.count("cdc_logs")).isEqualTo(2);
        assertThat(search.source("cdc_logs", "cdc.odg.public.logs:0:2")
                        .path("n")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void severalEventsOfARowInABatchEndInTheLast() throws Exception {
        route.write(
                Rows.create("t", "1", 5, "{\"v\":1}"),
                Rows.delete("t", "1", 6),
                Rows.create("t", "1", 7, "{\"v\":2}"),
                Rows.create("t", "2", 7, "{}"),
                Rows.delete("t", "2", 7));
        assertThat(search.source("cdc_t", "1").path("v").asInt()).isEqualTo(2);
        assertThat(search.source("cdc_t", "2").isMissingNode()).isTrue();
    }

    @Test
    void theIndexFollowsThePattern() throws Exception {
        try (SinkRoute patterned = search.route("?index=cdc_{database}-{schema}.{table}")) {
            patterned.write(Rows.create("Model Cards", "1", 1, "{}"));
        }
        assertThat(search.count("cdc_odg-public.model_cards")).isEqualTo(1);
    }

    @Test
    void aBlockedIndexFailsTheBatchInsteadOfBuryingIt() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        search.ask("PUT", "/cdc_t/_settings", "{\"index.blocks.write\":true}");
        assertThatThrownBy(() -> route.write(Rows.update("t", "1", 2, "{\"v\":2}")))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageMatching(
                        "Elasticsearch at 127.0.0.1:\\d+ doesn't take writes: 403, cluster_block_exception: .+");
        search.ask("PUT", "/cdc_t/_settings", "{\"index.blocks.write\":null}");
        route.write(Rows.update("t", "1", 2, "{\"v\":2}"));
        assertThat(search.source("cdc_t", "1").path("v").asInt()).isEqualTo(2);
        search.ask("POST", "/cdc_t/_close", null);
        assertThatThrownBy(() -> route.write(Rows.update("t", "1", 3, "{}")))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageContaining("closed");
        assertThat(route.letters).isEmpty();
    }

    @Test
    void aTemplateOfOnesOwnWins() throws Exception {
        search.ask("PUT", "/_index_template/mine", """
                {"index_patterns": ["cdc_t"], "priority": 1000,
                 "template": {"mappings": {"properties": {"meta": {"type": "object", "enabled": false}}}}}""");
        route.write(
                Rows.create("t", "1", 1, "{\"meta\":{}}"),
                Rows.create("t", "2", 1, "{\"meta\":[1,{}]}"),
                Rows.create("t", "3", 1, "{\"meta\":\"text\"}"));
        assertThat(route.letters).isEmpty();
        assertThat(search.count("cdc_t")).isEqualTo(3);
    }

    @Test
    void aJsonColumnTakesAnyShape() throws Exception {
        List<String> shapes = List.of(
                "[\"a\",\"b\"]", "{\"a\":1}", "[1,{\"a\":[]}]", "null", "\"text\"", "7", "[]", "{\"a\":{\"b\":false}}");
        for (int i = 0; i < shapes.size(); i++) {
            route.write(Rows.withJson("meta", Rows.create("t", "" + i, 1, "{\"v\":1,\"meta\":" + shapes.get(i) + "}")));
        }
        assertThat(route.letters).isEmpty();
        for (int i = 0; i < shapes.size(); i++) {
            assertThat(search.source("cdc_t", "" + i).path("meta")).hasToString(shapes.get(i));
        }
    }

    @Test
    void noTemplateIsPutWhenTheRouteSaysSo() throws Exception {
        try (SinkRoute bare = search.route("?template=false")) {
            bare.write(Rows.create("t", "1", 1, "{\"meta\":{\"a\":1}}"));
        }
        assertThat(search.mapping("cdc_t").at("/meta/type").isMissingNode()).isTrue();
    }

    @Test
    void whileTheServerIsDownABatchFailsWithOneSentenceAndAfterwardsItIsTaken() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        server.kill();
        assertThatThrownBy(() -> route.write(Rows.update("t", "1", 2, "{}")))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageMatching("Elasticsearch at 127.0.0.1:" + server.port() + " doesn't take writes: .+");
        String probe = "elasticsearch 127.0.0.1:" + server.port();
        assertThat(route.probes.check().get(probe)).contains("Connection refused");
        server.start();
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(() -> route.write(Rows.update("t", "1", 2, "{\"v\":2}")));
        assertThat(search.source("cdc_t", "1").path("v").asInt()).isEqualTo(2);
        assertThat(route.probes.check()).containsExactly(entry(probe, ""));
    }

    @Test
    void aServerThatComesBackEmptyGetsTheTemplateAgain() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        server.kill();
        assertThatThrownBy(() -> route.write(Rows.create("t", "2", 2, "{}")))
                .isInstanceOf(SinkUnavailableException.class);
        server.start();
        search.ask("DELETE", "/cdc_*,opendatagov-*", null);
        search.ask("DELETE", "/_index_template/*", null);
        route.write(Rows.create("t", "2", 2, "{\"meta\":{\"a\":1}}"));
        assertThat(search.ask("GET", "/_index_template", null).findValuesAsText("name"))
                .containsExactly("opendatagov-cdc_all");
    }

    @Test
    void aFrozenServerDoesNotHoldABatchForEver() throws Exception {
        route.write(Rows.create("t", "1", 1, "{}"));
        server.freeze();
        try {
            assertThatThrownBy(() -> route.write(Rows.update("t", "1", 2, "{}")))
                    .isInstanceOf(SinkUnavailableException.class);
            assertThat(route.probes.check().values()).singleElement().asString().contains("doesn't answer within");
        } finally {
            server.thaw();
        }
        await().ignoreExceptions().untilAsserted(() -> route.write(Rows.update("t", "1", 3, "{\"v\":3}")));
        assertThat(search.source("cdc_t", "1").path("v").asInt()).isEqualTo(3);
    }
}
