package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While rows change all the time nothing right is called wrong, nothing wrong goes unseen, and no repair sets a row back. */
@Tag("faults")
class VerificationUnderLoadIT {

    private static final int RUNS = 6;
    private static final int SPOILT = 50;
    private static final String[] GROUPS = {ConsumerGroups.CACHE, ConsumerGroups.SEARCH};
    private static final String[] TABLES = {
        "public.data_contracts", "public.quality_reports", "public.pipeline_executions", "public.pipeline_versions"
    };

    private final World world = new World("verification");

    @BeforeEach
    void start() throws Exception {
        world.startServers();
        world.startService(Caller.users(world.environment()));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void rowsThatChangeAllTheTime() throws Exception {
        try (Load load = new Load(world)) {
            load.awaitMore(5_000);
            long rows = 0;
            long unsettled = 0;
            for (int run = 0; run < RUNS; run++) {
                String flow = run % 2 == 0 ? "deliver-cache" : "deliver-search";
                List<String> spoilt = spoil(flow);
                JsonNode found = Verifier.ofOdg(world.service(), flow).run(true, TABLES);

                assertThat(Verifier.sum(found, "different"))
                        .as(found.toString())
                        .isEqualTo(SPOILT);
                assertThat(Verifier.sum(found, "repaired")).as(found.toString()).isEqualTo(SPOILT);
                assertThat(Verifier.sum(found, "missing")).as(found.toString()).isZero();
                assertThat(Verifier.sum(found, "extra")).as(found.toString()).isZero();
                assertThat(found.findValuesAsText("key")).containsExactlyInAnyOrderElementsOf(spoilt);
                rows += Verifier.sum(found, "rows");
                unsettled += Verifier.sum(found, "unsettled");
                load.awaitMore(1_000);
            }
            System.out.println(RUNS + " verifications under load: " + rows + " rows, " + RUNS * SPOILT
                    + " spoilt ones, all found and repaired, none besides; " + unsettled + " unsettled");
            load.end("Verified and repaired " + RUNS + " times", 20_000, GROUPS);
        }
    }

    /** Rows that are written once and spoilt in the sink; returns their keys. */
    private List<String> spoil(String flow) throws Exception {
        List<String> keys = Stream.generate(() -> UUID.randomUUID().toString())
                .limit(SPOILT)
                .toList();
        for (String key : keys) {
            world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?::uuid, 'spoilt')", key);
        }
        for (String key : keys) {
            world.sinks().await("quality_reports", key, "dataset_id", "spoilt");
            if (flow.equals("deliver-cache")) {
                world.redis.run("SET quality_reports:" + key + " {} KEEPTTL");
            } else {
                String path = "/cdc_quality_reports/_doc/" + key;
                long version = TopicReader.tree(world.elasticsearch.call("GET", path, ""))
                        .path("_version")
                        .asLong();
                world.elasticsearch.call("PUT", path + "?version_type=external_gte&version=" + version, "{}");
            }
        }
        return keys;
    }
}
