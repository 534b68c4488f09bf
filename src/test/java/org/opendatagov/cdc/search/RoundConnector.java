package org.opendatagov.cdc.search;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;
import org.opendatagov.cdc.endtoend.Caller;
import org.opendatagov.cdc.endtoend.TopicReader;
import org.opendatagov.cdc.servers.PostedConfig;
import org.opendatagov.cdc.servers.Sources;

/** The connector of a round, which is posted. It captures the tables of the round's schema. */
final class RoundConnector {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final SearchWorld world;
    private final String schema;
    private boolean posted;

    RoundConnector(SearchWorld world, String schema) {
        this.world = world;
        this.schema = schema;
    }

    String name() {
        return SearchWorld.PREFIX + schema;
    }

    /** Makes its publication if the options say that the service isn't to, and posts it; tries again while the service is away. */
    void start(ObjectNode options) throws Exception {
        boolean own = options.path("publication.autocreate.mode").asText().equals("disabled");
        if (own) {
            world.postgres.execute(
                    Sources.ODG,
                    "CREATE PUBLICATION %s FOR TABLES IN SCHEMA %1$s WITH (publish_via_partition_root = true, publish_generated_columns = stored)"
                            .formatted(schema));
        }
        ObjectNode config = PostedConfig.of(world.postgres, schema)
                // Partitions have names with an underscore in front.
                .put("table.include.list", schema + "\\.[^_].*")
                .put("topic.prefix", name());
        config.setAll(options);
        ObjectNode body = options.objectNode().put("name", name());
        body.set("config", config);
        awaitThat("the connector is posted", () -> {
            HttpResponse<String> answer = Caller.OPERATOR.call(world.service, "POST", "/connectors", body.toString());
            // 409 when an earlier try was killed before its answer.
            if (answer.statusCode() == 400) {
                throw new IllegalStateException("The connector is refused: " + answer.body());
            }
            return answer.statusCode() == 201 || answer.statusCode() == 409;
        });
        posted = true;
    }

    boolean isPosted() {
        return posted;
    }

    /** Asks it to run, whatever it was asked before, and waits until it streams and reads no table again. */
    void awaitRest() {
        awaitThat(
                "the connector is resumed",
                () -> call("PUT", "/connectors/{name}/resume", "").statusCode() == 202);
        awaitStreaming();
        awaitThat("no snapshot is under way", () -> {
            HttpResponse<String> answer = call("GET", "/admin/connectors/{name}/snapshots", "");
            return answer.statusCode() == 200
                    && TopicReader.tree(answer.body()).path("running").isNull();
        });
    }

    void awaitStreaming() {
        awaitThat("the connector streams", () -> state().path("state").asText().equals("STREAMING"));
    }

    /** What the service says of it; empty when it doesn't answer. */
    JsonNode state() {
        try {
            HttpResponse<String> answer = call("GET", "/admin/connectors/{name}", "");
            return TopicReader.tree(answer.statusCode() == 200 ? answer.body() : "{}");
        } catch (UncheckedIOException e) {
            return TopicReader.tree("{}");
        }
    }

    HttpResponse<String> call(String method, String path, String body) {
        return Caller.OPERATOR.call(world.service, method, named(path), named(body));
    }

    private String named(String text) {
        return text.replace("{name}", name()).replace("{schema}", schema);
    }

    /** Whether something comes true; while the service is away it hasn't. */
    interface Condition {
        boolean holds() throws Exception;
    }

    void awaitThat(String what, Condition condition) {
        try {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        try {
                            return condition.holds();
                        } catch (UncheckedIOException e) {
                            return false;
                        }
                    });
        } catch (ConditionTimeoutException e) {
            throw new StuckException("Not within " + PATIENCE.toSeconds() + " s: " + what + "; it is " + state(), e);
        }
    }

    /** Removes it with its slot and publication. */
    void remove() {
        awaitThat("the connector is removed", () -> {
            int status = call("DELETE", "/connectors/{name}", "").statusCode();
            return status == 204 || status == 404;
        });
        awaitThat("the slot is dropped", () -> {
            try {
                world.postgres.execute(
                        Sources.ODG,
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '%s'; DROP PUBLICATION IF EXISTS %1$s; DROP SCHEMA IF EXISTS %1$s CASCADE"
                                .formatted(schema));
                return true;
            } catch (java.sql.SQLException e) {
                return false;
            }
        });
    }
}
