package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;

/** An index is rebuilt while rows change, two replicas deliver, and the one that copies is killed. */
@Tag("faults")
class RebuildKillsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int STEADY = 30_000;
    private static final String REBUILD = "/admin/search/cdc_data_contracts/rebuild";

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void noSearchMissesARowOrSeesAnOlderOneAndNothingDiffersInTheEnd() throws Exception {
        try (World world = new World("rebuild")) {
            world.startServers();
            world.odg.run("INSERT INTO data_contracts (name) SELECT 'steady ' || n FROM generate_series(1, " + STEADY
                    + ") n");
            world.startService(Caller.users(world.environment()));
            try (CdcService other = new CdcService("rebuild-other", Caller.users(world.environment()));
                    SteadyWriter writer = new SteadyWriter(world.odg)) {
                other.start();
                other.awaitReady(PATIENCE);
                await().atMost(PATIENCE).until(() -> steady(world) == STEADY);
                CompletableFuture<Integer> searches = CompletableFuture.supplyAsync(() -> read(world));

                call(world.service(), "POST", 202);
                assertThat(call(other, "POST", 409).path("message").asText()).contains("by another process already");
                world.service().kill();
                writer.awaitMore(500);
                assertThat(call(other, "GET", 200).at("/running/state").asText())
                        .isEqualTo("ELSEWHERE");
                await().atMost(PATIENCE)
                        .until(() ->
                                Caller.OPERATOR.call(other, "POST", REBUILD).statusCode() == 202);
                awaitDone(other);

                world.service().start();
                world.service().awaitReady(PATIENCE);
                writer.awaitMore(500);
                call(world.service(), "POST", 202);
                awaitDone(world.service());

                writer.awaitMore(500);
                writer.end();
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(world.compare("data_contracts").differences())
                                        .isEmpty());
                stop.set(true);
                assertThat(searches.get()).as("searches").isPositive();
            }
        }
    }

    private static void awaitDone(CdcService service) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                call(service, "GET", 200).at("/last/state").asText())
                        .isEqualTo("DONE"));
    }

    private static JsonNode call(CdcService service, String method, int status) {
        var answer = Caller.OPERATOR.call(service, method, REBUILD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return TopicReader.tree(answer.body());
    }

    private int read(World world) {
        Map<String, Long> versions = new HashMap<>();
        int searches = 0;
        while (!stop.get()) {
            assertThat(steady(world)).isEqualTo(STEADY);
            String changing =
                    "{\"size\": 100, \"query\": {\"bool\": {\"must_not\": {\"prefix\": {\"name.keyword\": \"steady \"}}}}}";
            search(world, changing).at("/hits/hits").forEach(hit -> {
                long version = hit.at("/_source/version").asLong();
                assertThat(versions.put(hit.path("_id").asText(), version))
                        .satisfiesAnyOf(
                                before -> assertThat(before).isNull(),
                                before -> assertThat(before).isLessThanOrEqualTo(version));
            });
            searches++;
        }
        return searches;
    }

    private int steady(World world) {
        return search(
                        world,
                        "{\"size\": 0, \"track_total_hits\": true, \"query\": {\"prefix\": {\"name.keyword\": \"steady \"}}}")
                .at("/hits/total/value")
                .asInt();
    }

    private JsonNode search(World world, String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + world.elasticsearch.hostAndPort()
                        + "/cdc_data_contracts/_search?ignore_unavailable=true"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(query))
                .build();
        try {
            return TopicReader.tree(
                    client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
