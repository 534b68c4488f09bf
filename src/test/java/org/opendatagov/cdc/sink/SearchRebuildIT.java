package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.RebuildProgress.State;

/** Indices that are rebuilt beside the one in use. Two routes stand for the flow in two replicas. */
@ExtendWith(SearchFixture.Provider.class)
class SearchRebuildIT {

    private static final String INDEX = "cdc_t";
    private static final String MINE = """
            {"index_patterns": ["cdc_t"], "priority": 1000, "template": {"mappings": {"properties": {%s}}}}""";

    private final SearchFixture search;
    private SinkRoute route;
    private SinkRoute replica;

    SearchRebuildIT(SearchFixture search) {
        this.search = search;
    }

    @BeforeEach
    void empty() throws IOException {
        search.empty();
        route = search.route("");
        replica = search.route("");
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
                {"actions": [{"add": {"index": "cdc_t", "alias": "mine", "filter": {"term": {"owner.keyword": "Ada"}}}}]}""");
        search.ask("PUT", "/_index_template/mine", MINE.formatted("\"owner\": {\"type\": \"keyword\"}"));

        RebuildProgress done = rebuild(route);

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.copied()).isEqualTo(2);
        assertThat(search.source(INDEX, "1")).isEqualTo(Rows.parse(row));
        assertThat(search.ask("GET", "/cdc_t/_doc/2", null).path("_version").asInt())
                .isEqualTo(8);
        assertThat(search.mapping(INDEX).at("/owner/type").asText()).isEqualTo("keyword");
        assertThat(search.mapping(INDEX).at("/meta/enabled").isBoolean()).isTrue();
        assertThat(search.ask("GET", "/_alias", null).fieldNames()).toIterable().containsExactly(done.to());
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
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> read(rows, stop));
        try {
            assertThat(rebuild(route).state()).isEqualTo(State.DONE);
            assertThat(rebuild(replica).state()).isEqualTo(State.DONE);
        } finally {
            stop.set(true);
        }
        writing.get();
        assertThat(reading.get()).as("searches").isPositive();
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
            try {
                one.write(
                        Rows.update("t", key, position, "{\"v\":" + position + "}"),
                        Rows.create("t", passing, position, "{}"));
                one.write(Rows.delete("t", passing, position));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            expected.put(key, position);
            expected.put(passing, -position);
        }
    }

    private int read(int rows, AtomicBoolean stop) {
        String query = "{\"size\":2000,\"query\":{\"exists\":{\"field\":\"v\"}}}";
        Map<String, Long> last = new ConcurrentHashMap<>();
        int searches = 0;
        while (!stop.get()) {
            try {
                JsonNode hits = search.ask("POST", "/cdc_*/_search", query).at("/hits/hits");
                assertThat(hits).hasSize(rows);
                hits.forEach(hit -> last.merge(
                        hit.path("_id").asText(), hit.at("/_source/v").asLong(), (before, now) -> {
                            assertThat(now).isGreaterThanOrEqualTo(before);
                            return now;
                        }));
                searches++;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
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
        String next = place.replacement().make(INDEX, INDEX);
        // Both replicas write as they did before, and only then see what has begun.
        replica.write(
                Rows.update("t", "changed", 5, "{\"v\":55}"),
                Rows.delete("t", "removed", 5),
                Rows.create("t", "new", 7, "{\"v\":7}"),
                Rows.update("t", "gone", 4, "{\"v\":4}"));
        place.replacement().refresh(INDEX);
        place.copy().run(INDEX, INDEX, 2, (copied, documents) -> {});
        place.replacement().swap(INDEX, INDEX, next);

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
        search.place().replacement().refresh(INDEX);
        String next = search.place().replacement().make(INDEX, INDEX);
        assertThat(replica.rebuilds.progress(INDEX))
                .extracting(RebuildProgress::state, RebuildProgress::to, RebuildProgress::documents)
                .containsExactly(State.ELSEWHERE, next, 1L);
        replica.rebuilds.cancel(INDEX);
        route.write(Rows.update("t", "1", 2, "{\"v\":2}"));
        assertThat(search.ask("GET", "/_alias", null).fieldNames()).toIterable().containsExactly(INDEX);
        assertThatThrownBy(() -> replica.rebuilds.cancel(INDEX)).hasMessage("cdc_t isn't being rebuilt");

        next = search.place().replacement().make(INDEX, INDEX);
        search.ask("PUT", "/cdc_t/_settings", "{\"index.refresh_interval\": -1}");
        assertThat(rebuild(replica).to()).isEqualTo(next);
        assertThat(search.source(INDEX, "1").path("v").asInt()).isEqualTo(2);
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

        search.place().replacement().make(INDEX, INDEX);
        route.write(Rows.update("t", "1", 2, "{\"owner\":\"Eve\"}"));
        assertThat(search.ask("GET", "/_alias", null).fieldNames()).toIterable().containsExactly(INDEX);
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
    void aJsonColumnBecomesFlattenedOnceItsIndexIsRebuilt() throws Exception {
        CdcRecord row = Rows.withJson("meta", Rows.create("t", "1", 1, "{\"meta\":{\"owner\":\"Ada\"}}"));
        route.write(row);
        try (SinkRoute flattening = search.route("?flattened=t.meta,other.rest")) {
            assertThat(rebuild(flattening).state()).isEqualTo(State.DONE);
            assertThat(search.found(INDEX, "meta.owner", "Ada")).containsExactly("1");

            flattening.write(
                    Rows.withJson("meta", Rows.create("t", "2", 2, "{\"meta\":[1]}")),
                    Rows.withJson("meta", Rows.create("other", "1", 2, "{\"meta\":[1]}")));
            assertThat(flattening.letters)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.cause()).contains("can't take the document", "meta"));
            assertThat(search.source("cdc_other", "1").isMissingNode()).isFalse();
        }
    }

    private static RebuildProgress rebuild(SinkRoute by) {
        by.rebuilds.start(INDEX);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> by.rebuilds.progress(INDEX).state().isEnd());
        return by.rebuilds.progress(INDEX);
    }
}
