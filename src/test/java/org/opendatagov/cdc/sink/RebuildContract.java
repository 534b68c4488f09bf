package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.BulkOperation.Target;
import org.opendatagov.cdc.sink.RebuildProgress.State;

/** Indices that are rebuilt beside the one in use. Two routes stand for the flow in two replicas. */
abstract class RebuildContract {

    static final String INDEX = "cdc_t";
    private static final String FIRST = "opendatagov-cdc_t-000001";
    private static final String SOON = "?keepReplaced=500ms";
    private static final String MINE = """
            {"index_patterns": ["cdc_t"], "priority": 1000, "template": {"mappings": {"properties": {%s}}}}""";

    final SearchFixture search;
    SinkRoute route;
    private SinkRoute replica;

    RebuildContract(SearchFixture search) {
        this.search = search;
    }

    @BeforeEach
    void empty() throws IOException {
        search.empty();
        route = search.route(SOON);
        replica = search.route(SOON);
    }

    @AfterEach
    void closeRoutes() {
        route.close();
        replica.close();
    }

    @Test
    void theNewIndexHasTheNewMappingAndEachDocumentWithItsVersion() throws Exception {
        String row = "{\"n\":0.10,\"big\":12345678901234567890.0123456789,\"text\":\"ü\",\"meta\":{\"a\":[1,null]}}";
        route.write(Rows.withJson("meta", Rows.create("t", "1", 7, row)));
        route.write(Rows.withType("n", "numeric", Rows.create("t", "2", 8, "{\"n\":5,\"owner\":\"Ada\"}")));
        search.ask("POST", "/_aliases", """
                {"actions": [{"add": {"index": "opendatagov-cdc_t-000001", "alias": "mine", "filter": {"term": {"owner.keyword": "Ada"}}}}]}""");
        search.ask("PUT", "/_index_template/mine", MINE.formatted("\"owner\": {\"type\": \"keyword\"}"));

        RebuildProgress done = rebuild(route);

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.copied()).isEqualTo(2);
        assertThat(search.source(INDEX, "1")).isEqualTo(Rows.parse(row));
        assertThat(search.ask("GET", "/cdc_t/_doc/2", null).path("_version").asInt())
                .isEqualTo(8);
        assertThat(search.mapping(INDEX).at("/owner/type").asText()).isEqualTo("keyword");
        assertThat(search.mapping(INDEX).at("/meta/enabled").isBoolean()).isTrue();
        assertThat(done.from()).isEqualTo(FIRST);
        assertThat(done.to()).isEqualTo("opendatagov-cdc_t-000002");
        awaitIndices(done.to());
        assertThat(search.ask("GET", "/mine/_alias/mine", null)
                        .at("/" + done.to() + "/aliases/mine/filter")
                        .isObject())
                .isTrue();
        assertThat(search.ask("GET", "/cdc_t/_settings?flat_settings=true", null)
                        .path(done.to())
                        .path("settings")
                        .has("index.gc_deletes"))
                .as("what the operator's template leaves alone")
                .isFalse();

        replica.write(Rows.update("t", "1", 6, "{}"), Rows.update("t", "2", 9, "{\"owner\":\"Eve\"}"));
        assertThat(search.source(INDEX, "1")).isEqualTo(Rows.parse(row));
        assertThat(search.source(INDEX, "2").path("owner").asText()).isEqualTo("Eve");
        assertThat(rebuild(replica).from()).isEqualTo(done.to());
    }

    @Test
    void searchesFindEachRowAllTheTimeAndNoneOlderThanBefore() throws Exception {
        searchDuring(2);
    }

    @Test
    @Tag("faults")
    void noSearchOfThousandsMissesARowDuringTwentyRebuilds() throws Exception {
        searchDuring(20);
    }

    private void searchDuring(int rebuilds) throws Exception {
        closeRoutes();
        // On a busy machine a search may stand still for longer than a second between looking up the alias and reading.
        route = search.route("?keepReplaced=10s");
        replica = search.route("?keepReplaced=10s");
        int rows = 1_000;
        for (int from = 0; from < rows; from += 500) {
            route.write(IntStream.range(from, from + 500)
                    .mapToObj(i -> Rows.create("t", "" + i, 1, "{\"v\":1}"))
                    .toList());
        }
        assertThat(search.count(INDEX)).isEqualTo(rows);
        Map<String, Long> expected = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> change(rows, expected, stop));
        ExecutorService readers = Executors.newFixedThreadPool(3);
        List<Future<Integer>> reading = Stream.generate(() -> readers.submit(() -> read(rows, stop)))
                .limit(3)
                .toList();
        try {
            for (int i = 0; i < rebuilds; i++) {
                assertThat(rebuild(i % 2 == 0 ? route : replica).state()).isEqualTo(State.DONE);
            }
        } finally {
            stop.set(true);
            readers.shutdown();
        }
        writing.get();
        for (Future<Integer> each : reading) {
            assertThat(each.get()).as("searches").isPositive();
        }
        assertThat(search.count(INDEX)).isEqualTo(rows);
        for (Map.Entry<String, Long> each : expected.entrySet()) {
            JsonNode document = search.source(INDEX, each.getKey());
            assertThat(document.path("v").asLong()).as(each.getKey()).isEqualTo(Math.max(0, each.getValue()));
        }
    }

    /** The upper half of the rows changes, and rows beyond them come and go; a row that is gone has a negative value. */
    private void change(int rows, Map<String, Long> expected, AtomicBoolean stop) {
        Random random = new Random(7);
        for (long position = 2; !stop.get(); position++) {
            String key = Integer.toString(rows / 2 + random.nextInt(rows / 2));
            String passing = "passing-" + random.nextInt(50);
            SinkRoute one = position % 2 == 0 ? route : replica;
            write(
                    one,
                    List.of(
                            Rows.update("t", key, position, "{\"v\":" + position + "}"),
                            Rows.create("t", passing, position, "{}")));
            write(one, List.of(Rows.delete("t", passing, position)));
            expected.put(key, position);
            expected.put(passing, -position);
        }
    }

    private int read(int rows, AtomicBoolean stop) throws IOException {
        String query = "{\"size\":2000,\"query\":{\"exists\":{\"field\":\"v\"}}}";
        Map<String, Long> last = new ConcurrentHashMap<>();
        int searches = 0;
        while (!stop.get()) {
            JsonNode hits = search.ask("POST", searches % 2 == 0 ? "/cdc_t/_search" : "/cdc_*/_search", query)
                    .at("/hits/hits");
            assertThat(hits).hasSize(rows);
            hits.forEach(hit ->
                    last.merge(hit.path("_id").asText(), hit.at("/_source/v").asLong(), (before, now) -> {
                        assertThat(now).isGreaterThanOrEqualTo(before);
                        return now;
                    }));
            searches++;
        }
        return searches;
    }

    @Test
    void whatIsWrittenBesideTheCopyWinsOverIt() throws Exception {
        route.write(
                Rows.create("t", "kept", 5, "{\"v\":5}"),
                Rows.create("t", "changed", 5, "{\"v\":5}"),
                Rows.create("t", "removed", 5, "{\"v\":5}"),
                Rows.create("t", "gone", 5, "{\"v\":5}"));
        route.write(Rows.delete("t", "gone", 6));
        RebuildPlace place = search.place();
        String next = place.maker().next(INDEX, FIRST, place.indices());
        // Both replicas write as they did before, and only then see what has begun.
        replica.write(
                Rows.update("t", "changed", 5, "{\"v\":55}"),
                Rows.delete("t", "removed", 5),
                Rows.create("t", "new", 7, "{\"v\":7}"),
                Rows.update("t", "gone", 4, "{\"v\":4}"));
        place.replacement().refresh(FIRST);
        place.copy().run(FIRST, Target.next(INDEX, next), 2, (copied, documents) -> {});
        place.replacement().swap(INDEX, FIRST, next);

        assertThat(search.source(INDEX, "kept").path("v").asInt()).isEqualTo(5);
        assertThat(search.source(INDEX, "changed").path("v").asInt()).isEqualTo(55);
        assertThat(search.source(INDEX, "new").path("v").asInt()).isEqualTo(7);
        assertThat(search.source(INDEX, "removed").isMissingNode()).isTrue();
        assertThat(search.source(INDEX, "gone").isMissingNode())
                .as("deleted before the new index was made")
                .isTrue();
    }

    @Test
    void aRebuildIsGivenUpByACallOrCarriedOnByAnotherReplica() throws Exception {
        route.write(Rows.create("t", "1", 1, "{\"v\":1}"));
        RebuildPlace place = search.place();
        place.replacement().refresh(INDEX);
        String next = place.maker().next(INDEX, FIRST, place.indices());
        assertThat(replica.rebuilds.progress(INDEX))
                .extracting(RebuildProgress::state, RebuildProgress::to, RebuildProgress::documents)
                .containsExactly(State.ELSEWHERE, next, 1L);
        replica.rebuilds.cancel(INDEX);
        route.write(Rows.update("t", "1", 2, "{\"v\":2}"));
        awaitIndices(FIRST);
        assertThatThrownBy(() -> replica.rebuilds.cancel(INDEX)).hasMessage("cdc_t isn't being rebuilt");

        next = place.maker().next(INDEX, FIRST, place.indices());
        RebuildLease lease = new RebuildLease(place.server(), next);
        lease.renew();
        assertThatThrownBy(() -> replica.rebuilds.start(INDEX))
                .hasMessageStartingWith(
                        "cdc_t is being rebuilt by another process already; if that has ended, ask once");
        lease.end();
        search.ask("PUT", "/cdc_t/_settings", "{\"index.refresh_interval\": -1}");
        assertThat(rebuild(replica).to()).isEqualTo(next);
        assertThat(search.source(INDEX, "1").path("v").asInt()).isEqualTo(2);
    }

    /** The other replica, to which no row of the new type has come, and one that starts later, know it as well. */
    @Test
    void columnsAreMappedByTheirPresentTypes() throws Exception {
        route.write(
                Rows.create("t", "1", 1, "{\"doc\":\"{}\",\"n\":\"17\",\"since\":\"yesterday\",\"kept\":1}"),
                Rows.create("t", "2", 1, "{\"doc\":\"words\",\"n\":\"many\",\"since\":\"2026-02-08\",\"kept\":2}"));
        // ALTER TABLE t ALTER doc TYPE jsonb, ALTER n TYPE numeric, ALTER since TYPE timestamptz
        CdcRecord altered = Rows.withTypes(
                Map.of("doc", "jsonb", "n", "numeric", "since", "timestamptz"),
                Rows.update(
                        "t", "1", 2, "{\"doc\":{\"a\":[1]},\"n\":17.5,\"since\":\"2026-02-08T10:00:00Z\",\"kept\":1}"));
        route.write(altered);
        // Of a partition that is behind.
        route.write(Rows.withTypes(Map.of("kept", "numeric"), Rows.update("t", "2", 1, "{\"kept\":2}")));
        assertThat(route.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause())
                        .contains(
                                "field [doc] of type [text]",
                                "the index maps doc as text, while its column is JSONB now. Rebuild the index"
                                        + " (POST /admin/search/cdc_t/rebuild), then replay the letter"));

        try (SinkRoute later = search.route(SOON)) {
            assertThat(rebuild(later).state()).isEqualTo(State.DONE);
        }

        replica.write(altered);
        assertThat(replica.letters).isEmpty();
        assertThat(search.source(INDEX, "1").at("/doc/a/0").asInt()).isEqualTo(1);
        assertThat(search.mapping(INDEX).at("/doc/enabled").isBoolean()).isTrue();
        assertThat(search.mapping(INDEX).at("/n/type").asText()).isEqualTo("double");
        assertThat(search.mapping(INDEX).at("/since/type").asText()).isEqualTo("date");
        assertThat(rebuild(replica).state()).isEqualTo(State.DONE);
        assertThat(search.mapping(INDEX).at("/doc/enabled").isBoolean()).isTrue();
    }

    @Test
    void aDocumentThatTheNewIndexRefusesEndsTheRebuild() throws Exception {
        route.write(Rows.create("t", "1", 1, "{\"owner\":\"Ada\"}"));
        search.ask(
                "PUT",
                "/_index_template/mine",
                MINE.formatted("\"owner\": {\"type\": \"integer\", \"ignore_malformed\": false}"));

        RebuildProgress failed = rebuild(route);
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.cause()).contains("failed to parse field [owner] of type [integer]");

        search.place().maker().next(INDEX, FIRST, search.place().indices());
        route.write(Rows.update("t", "1", 2, "{\"owner\":\"Eve\"}"));
        awaitIndices(FIRST);
        assertThat(search.source(INDEX, "1").path("owner").asText()).isEqualTo("Eve");
        assertThat(route.letters).isEmpty();
    }

    @Test
    void whatCanNotBeRebuiltIsSaid() throws Exception {
        assertThatThrownBy(() -> route.rebuilds.start("cdc_absent")).hasMessage("there is no index cdc_absent");
        assertThatThrownBy(() -> route.rebuilds.start("other"))
                .hasMessageContaining("no flow of this process writes to an index other");
        search.ask("PUT", "/cdc_a", "{\"aliases\": {\"cdc_both\": {}}}");
        search.ask("PUT", "/cdc_b", "{\"aliases\": {\"cdc_both\": {}}}");
        assertThatThrownBy(() -> route.rebuilds.start("cdc_both"))
                .hasMessage("cdc_both stands for several indices: cdc_a, cdc_b");
        search.ask("PUT", "/cdc_bare", "{\"mappings\": {\"_source\": {\"enabled\": false}}}");
        assertThatThrownBy(() -> route.rebuilds.start("cdc_bare")).hasMessageContaining("doesn't keep whole documents");
    }

    @Test
    void anIndexThatHasTheNameItselfIsTakenOverAsItIsAndItsRebuildPutsAnAliasThere() throws Exception {
        search.ask("PUT", "/cdc_t/_doc/1?version=1&version_type=external&refresh=true", "{\"v\":1}");
        route.write(Rows.create("t", "2", 2, "{\"v\":2}"), Rows.update("t", "1", 0, "{}"));
        awaitIndices(INDEX);

        assertThat(rebuild(replica).to()).isEqualTo(FIRST);
        awaitIndices(FIRST);
        route.write(Rows.update("t", "2", 3, "{\"v\":3}"));
        assertThat(search.source(INDEX, "1").path("v").asInt()).isEqualTo(1);
        assertThat(search.source(INDEX, "2").path("v").asInt()).isEqualTo(3);
    }

    @Test
    void twoReplicasThatWriteFirstAtOnceMakeOneIndexEach() throws Exception {
        List<CdcRecord> batch = IntStream.range(0, 10)
                .mapToObj(i -> Rows.create("first_" + i, "1", 1, "{\"v\":1}"))
                .toList();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> write(replica, batch));
        write(route, batch);
        other.get();

        awaitIndices(IntStream.range(0, 10)
                .mapToObj(i -> "opendatagov-cdc_first_" + i + "-000001")
                .toArray(String[]::new));
        assertThat(search.count("cdc_first_*")).isEqualTo(10);
    }

    @Test
    @Tag("faults")
    void whatAProcessThatEndedHadReplacedIsRemovedByALaterOneUnlessItIsInUse() throws Exception {
        String retired = "\"opendatagov-cdc_t-retired\": {}";
        search.ask("PUT", "/opendatagov-cdc_t-000001", "{\"aliases\": {" + retired + "}}");
        search.ask("PUT", "/opendatagov-cdc_t-000002", "{\"aliases\": {" + retired + ", \"cdc_t\": {}}}");
        search.ask("PUT", "/opendatagov-cdc_t-000003", null);
        search.ask("PUT", "/opendatagov-cdc_t-000004/_doc/1", "{}");
        try (SinkRoute later = search.route(SOON)) {
            awaitIndices("opendatagov-cdc_t-000002", "opendatagov-cdc_t-000004");
            later.write(Rows.create("t", "1", 1, "{\"v\":1}"));
            assertThat(search.count("opendatagov-cdc_t-000002")).isEqualTo(1);
        }
        assertThatThrownBy(() -> search.route("?keepReplaced=soon"))
                .hasStackTraceContaining("is 'soon'; write a duration such as 30s, 5m or PT1H");
    }

    private static void write(SinkRoute by, List<CdcRecord> batch) {
        try {
            by.write(batch);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitIndices(String... indices) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(search.ask("GET", "/_alias", null).fieldNames())
                                .toIterable()
                                .containsExactlyInAnyOrder(indices));
    }

    static RebuildProgress rebuild(SinkRoute by) {
        by.rebuilds.start(INDEX);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> by.rebuilds.progress(INDEX).state().isEnd());
        return by.rebuilds.progress(INDEX);
    }
}
