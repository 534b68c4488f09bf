package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks that somebody has spoilt behind the service's back. */
@ExtendWith(SharedWorld.Provider.class)
class VerificationIT {

    private static final String TABLE = "public.data_contracts";
    private static final int ROWS = 6;

    private final SharedWorld world;
    private final List<String> ids = new ArrayList<>();

    VerificationIT(SharedWorld world) {
        this.world = world;
    }

    @BeforeEach
    void insert() throws Exception {
        for (int i = 0; i < ROWS; i++) {
            String id = UUID.randomUUID().toString();
            world.odg.run(
                    "INSERT INTO data_contracts (id, name, version) VALUES (?::uuid, ?, 1)", id, "verified " + id);
            ids.add(id);
        }
        for (String id : ids) {
            world.sinks().await("data_contracts", id, "version", 1);
        }
    }

    @Test
    void whatDiffersInTheCacheIsFoundAndRepaired() throws Exception {
        Verifier verifier = Verifier.ofOdg(world.service(), "deliver-cache");
        long foreign = Verifier.sum(verifier.run(true, TABLE), "foreign");
        String gone = UUID.randomUUID().toString();
        world.redis.run("SET data_contracts:" + ids.get(0) + " {}");
        world.redis.run("SET data_contracts:" + ids.get(1) + " nonsense");
        world.redis.ask("DEL data_contracts:" + ids.get(2));
        world.redis.run("SET data_contracts:" + gone + " {}");
        world.redis.run("SET data_contracts:all-of-them 42");

        JsonNode found = verifier.run(false, TABLE).at("/tables/0");

        assertThat(found.path("different").asInt()).as(found.toString()).isEqualTo(2);
        assertThat(found.path("extra").asInt()).isEqualTo(1);
        assertThat(found.path("foreign").asLong()).isEqualTo(foreign + 1);
        // An entry that isn't there may have expired.
        assertThat(found.path("missing").asInt()).isZero();
        assertThat(found.path("expired").asInt()).isPositive();
        assertThat(found.path("repaired").asInt()).isZero();
        assertThat(found.path("differences").findValuesAsText("key"))
                .containsExactlyInAnyOrder(ids.get(0), ids.get(1), gone);
        assertThat(found.path("differences").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("DIFFERENT", "DIFFERENT", "EXTRA");

        assertThat(Verifier.sum(verifier.run(true, TABLE), "repaired")).isEqualTo(3);

        for (String id : ids.subList(0, 2)) {
            assertThat(world.sinks().entry("data_contracts", id).path("version").asInt())
                    .isEqualTo(1);
        }
        assertThat(world.sinks().entry("data_contracts", gone)).isNull();
        assertThat(world.sinks().cache().get("data_contracts:all-of-them")).isEqualTo("42");
        assertClean(verifier.run(false, TABLE));
        assertChangesStillArrive();
    }

    @Test
    void whatDiffersInTheIndexIsFoundAndRepaired() throws Exception {
        Verifier verifier = Verifier.ofOdg(world.service(), "deliver-search");
        verifier.run(true, TABLE);
        String gone = UUID.randomUUID().toString();
        spoil("PUT", ids.get(0), "{\"id\":\"%s\",\"version\":0}".formatted(ids.get(0)));
        spoil("DELETE", ids.get(1), "");
        spoil("PUT", gone, "{\"id\":\"%s\"}".formatted(gone));
        world.elasticsearch.call("POST", "/cdc_data_contracts/_refresh", "");

        JsonNode found = verifier.run(true, TABLE).at("/tables/0");

        assertThat(found.path("different").asInt()).as(found.toString()).isEqualTo(1);
        assertThat(found.path("missing").asInt()).isEqualTo(1);
        assertThat(found.path("extra").asInt()).isEqualTo(1);
        assertThat(found.path("repaired").asInt()).isEqualTo(3);
        for (String id : ids.subList(0, 2)) {
            assertThat(world.sinks().document("data_contracts", id).path("name").asText())
                    .isEqualTo("verified " + id);
        }
        assertThat(world.sinks().document("data_contracts", gone)).isNull();
        assertClean(verifier.run(false, TABLE));
        assertChangesStillArrive();
    }

    /** The event comes in one partition and may be about a part of a table, so that what is left is for a repair to find. */
    @Test
    void aTruncateIsReportedUntilARepairHasRemovedTheRows() throws Exception {
        for (String flow : List.of("deliver-cache", "deliver-search")) {
            assertThat(warnings(flow)).doesNotContain("truncated");
        }
        world.odg.run("TRUNCATE data_contracts");
        world.odg.run("INSERT INTO data_contracts (id, name, version) VALUES (?::uuid, 'again', 2)", ids.get(0));

        world.sinks().await("data_contracts", ids.get(0), "version", 2);
        for (String flow : List.of("deliver-cache", "deliver-search")) {
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(warnings(flow))
                            .contains("table public.data_contracts has been truncated", "POST /admin/verifications"));
            assertThat(world.service().health("ready").body()).contains("public.data_contracts has been truncated");
            assertThat(Files.readString(world.service().log()))
                    .containsOnlyOnce(flow + ": table public.data_contracts has been truncated");
            assertThat(Verifier.sum(Verifier.ofOdg(world.service(), flow).run(false, TABLE), "extra"))
                    .isPositive();
            assertThat(warnings(flow)).contains("truncated");

            Verifier.ofOdg(world.service(), flow).repair("remove", TABLE);

            assertThat(warnings(flow)).doesNotContain("truncated");
        }
        world.sinks().awaitGone("data_contracts", ids.get(1));
        world.sinks().await("data_contracts", ids.get(0), "version", 2);
        assertThat(world.service().metrics())
                .contains("cdc_truncates_total{flow=\"deliver-cache\",table=\"data_contracts\"} 1.0");
    }

    private String warnings(String flow) {
        for (JsonNode each : TopicReader.tree(
                Caller.VIEWER.call(world.service(), "GET", "/admin/flows").body())) {
            if (each.path("flow").asText().equals(flow)) {
                return each.path("warnings").toString();
            }
        }
        return "no such flow";
    }

    /** At the version that the document has, or the first one. */
    private void spoil(String method, String id, String body) {
        JsonNode held = TopicReader.tree(
                world.elasticsearch.call("GET", "/cdc_data_contracts/_doc/" + id + "?_source=false", ""));
        long version = Math.max(1, held.path("_version").asLong());
        world.elasticsearch.call(
                method, "/cdc_data_contracts/_doc/" + id + "?version_type=external_gte&version=" + version, body);
    }

    /** What is repaired stands no higher than any later change. */
    private void assertChangesStillArrive() throws Exception {
        for (String id : ids) {
            world.odg.run("UPDATE data_contracts SET version = 2 WHERE id = ?::uuid", id);
        }
        for (String id : ids) {
            world.sinks().await("data_contracts", id, "version", 2);
        }
    }

    private static void assertClean(JsonNode verification) {
        for (String fault : List.of("missing", "different", "extra", "unsettled")) {
            assertThat(Verifier.sum(verification, fault))
                    .as("%s: %s", fault, verification)
                    .isZero();
        }
        assertThat(Verifier.sum(verification, "rows")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deliver-cache", "deliver-search"})
    void valuesOfAllTypesAreTheSame(String flow) {
        assertClean(Verifier.ofOdg(world.service(), flow).run(false, "public." + TypeSamples.TABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deliver-cache", "deliver-search"})
    void hypertablesAreComparedAsOneTable(String flow) {
        assertClean(
                new Verifier(world.service(), "odg-timescaledb-cdc", flow).run(false, "public.model_performance_ts"));
    }

    /** Retention drops chunks without an event: nobody has asked for the rows to leave the sinks. */
    @Test
    void rowsThatRetentionDroppedStayUntilSomebodySaysOtherwise() throws Exception {
        String table = "public.pipeline_metrics_ts";
        String run = UUID.randomUUID().toString();
        world.timescale.run(
                "INSERT INTO pipeline_metrics_ts (time, pipeline_id, run_id, status)"
                        + " VALUES ('2001-02-03 10:00Z', 'retention', ?, 'success')",
                run);
        Verifier verifier = new Verifier(world.service(), "odg-timescaledb-cdc", "deliver-search");
        String key = HypertablesIT.key("2001-02-03T10:00:00.000000Z", "retention", run);
        world.sinks().await("pipeline_metrics_ts", key, "status", "success");
        world.timescale.run("SELECT drop_chunks('pipeline_metrics_ts', '2001-03-01')");
        world.elasticsearch.call("POST", "/cdc_pipeline_metrics_ts/_refresh", "");

        JsonNode kept = verifier.run(true, table);

        assertThat(kept.path("extra").asText()).isEqualTo("keep");
        assertThat(Verifier.sum(kept, "extra")).isEqualTo(1);
        assertThat(Verifier.sum(kept, "repaired")).isZero();
        JsonNode removed = verifier.repair("remove", table);
        assertThat(Verifier.sum(removed, "repaired")).isEqualTo(1);
        world.elasticsearch.call("POST", "/cdc_pipeline_metrics_ts/_refresh", "");
        assertThat(Verifier.sum(verifier.run(false, table), "extra")).isZero();
        Verifier cache = new Verifier(world.service(), "odg-timescaledb-cdc", "deliver-cache");
        JsonNode published = cache.repair("publish", table);
        assertThat(Verifier.sum(published, "extra")).isEqualTo(1);
        assertThat(Verifier.sum(published, "repaired")).isEqualTo(1);
        List<TopicRecord> events = world.topics.read("cdc.timescale." + table, "run_id", run);
        assertThat(events.get(events.size() - 1).operation()).isEqualTo("d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"connector\":\"odg-postgresql-cdc\",\"sink\":\"deliver-cache\",\"tables\":[\"public.nope\"]} | 400 | doesn't capture"
                        + " table public.nope",
                "{\"connector\":\"odg-postgresql-cdc\",\"sink\":\"notify-model-card\",\"tables\":[\"public.model_cards\"]} | 400 |"
                        + " nobody can tell what its sinks should hold",
                "{\"connector\":\"odg-postgresql-cdc\",\"sink\":\"nope\",\"tables\":[\"public.model_cards\"]} | 404 | the flow nope",
                "{\"connector\":\"nope\",\"sink\":\"deliver-cache\",\"tables\":[\"public.model_cards\"]} | 404 | no connector nope",
            })
    void aWrongRequestIsRefused(String body, int status, String words) {
        HttpResponse<String> answer = Caller.OPERATOR.call(world.service(), "POST", Verifier.CALL, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    void aVerificationThatGoesOnIsShownAndCancelled() {
        HttpResponse<String> begun = Caller.OPERATOR.call(
                world.service(),
                "POST",
                Verifier.CALL,
                "{\"connector\":\"odg-postgresql-cdc\",\"sink\":\"deliver-cache\",\"tables\":[\"" + TABLE
                        + "\"],\"rowsPerSecond\":1}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String id = TopicReader.tree(begun.body()).path("id").asText();
        assertThat(begun.headers().firstValue("Location"))
                .hasValueSatisfying(at -> assertThat(at).endsWith(Verifier.CALL + "/" + id));

        HttpResponse<String> second =
                Verifier.ofOdg(world.service(), "deliver-search").start(false, TABLE);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("Verification " + id + " is running");
        assertThat(Caller.VIEWER
                        .call(world.service(), "DELETE", Verifier.CALL + "/" + id)
                        .statusCode())
                .isEqualTo(403);

        assertThat(Caller.OPERATOR
                        .call(world.service(), "DELETE", Verifier.CALL + "/" + id)
                        .statusCode())
                .isEqualTo(202);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Caller.VIEWER
                                .call(world.service(), "GET", Verifier.CALL + "/" + id)
                                .body())
                        .contains("\"state\":\"CANCELLED\""));
        assertThat(Caller.VIEWER.call(world.service(), "GET", Verifier.CALL).body())
                .contains(id);
    }
}
