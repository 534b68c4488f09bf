package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.endtoend.World.ODG_TOPIC;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.Sources;

/** Values that PostgreSQL keeps outside of the row (TOAST) and leaves out of the WAL when an update doesn't touch them. */
@Tag("faults")
@ExtendWith(SharedWorld.Provider.class)
class UnchangedLargeValuesIT {

    private static final String PLACEHOLDER = "__debezium_unavailable_value";
    private static final String INSERT =
            "INSERT INTO governance_decisions (id, decision_type, title, description) VALUES (?, 't', 'old', ?)";

    private final SharedWorld world;
    private final UUID id = UUID.randomUUID();
    private final String large = incompressible(100_000);

    UnchangedLargeValuesIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void sinksKeepALargeTextThatAnUpdateLeavesAlone() throws Exception {
        world.odg.run(INSERT, id, large);
        world.odg.run("UPDATE governance_decisions SET title = 'new' WHERE id = ?", id);

        awaitUpdate(
                "governance_decisions",
                id.toString(),
                "title",
                "description",
                JsonNodeFactory.instance.textNode(large));
        assertThat(lastEvent("governance_decisions", "id").toString()).doesNotContain(PLACEHOLDER);
    }

    @Test
    void sinksKeepALargeJsonThatAnUpdateLeavesAlone() throws Exception {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("text", large).put("version", 1);
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title, metadata) VALUES (?, 't', 'old', ?::jsonb)",
                id,
                json.toString());
        world.odg.run("UPDATE governance_decisions SET title = 'new' WHERE id = ?", id);

        awaitUpdate("governance_decisions", id.toString(), "title", "metadata", json);
        assertThat(lastEvent("governance_decisions", "id").toString()).doesNotContain(PLACEHOLDER);
    }

    @Test
    void aTextAndAJsonOfTenMegabytesReachBothSinks() throws Exception {
        String text = incompressible(10_000_000);
        world.odg.run(INSERT, id, text);
        UUID other = UUID.randomUUID();
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title, metadata) VALUES (?, 't', 'large', ?::jsonb)",
                other,
                "{\"text\": \"" + text + "\"}");
        world.odg.run("UPDATE governance_decisions SET title = 'larger' WHERE id IN (?, ?)", id, other);

        world.sinks().await("governance_decisions", id.toString(), row -> {
            assertThat(row.path("title").asText()).isEqualTo("larger");
            assertThat(row.path("description").asText().equals(text)).isTrue();
        });
        world.sinks().await("governance_decisions", other.toString(), row -> {
            assertThat(row.path("title").asText()).isEqualTo("larger");
            assertThat(row.at("/metadata/text").asText().equals(text)).isTrue();
        });
    }

    @Test
    void sinksKeepALargeTextOfATableWithACompositeKey() throws Exception {
        insertVersion();
        world.odg.run("UPDATE pipeline_versions SET dag_hash = 'new' WHERE pipeline_id = ?", id.toString());

        awaitUpdate(
                "pipeline_versions",
                id + ":1",
                "dag_hash",
                "transformation_code",
                JsonNodeFactory.instance.textNode(large));
    }

    @Test
    void sinksKeepALargeJsonOfAHypertable() throws Exception {
        String time = "2026-03-01T10:00:00.000000Z";
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("text", large);
        world.timescale.run(
                "INSERT INTO model_performance_ts (time, model_name, model_version, environment, tags)"
                        + " VALUES (?::timestamptz, ?, 1, 'old', ?::jsonb)",
                time,
                id.toString(),
                json.toString());
        world.timescale.run("UPDATE model_performance_ts SET environment = 'new' WHERE model_name = ?", id.toString());

        awaitUpdate("model_performance_ts", HypertablesIT.key(time, id.toString(), 1), "environment", "tags", json);
    }

    @Test
    void aLargeTextThatTheUpdateDoesChangeArrives() throws Exception {
        world.odg.run(INSERT, id, large);
        String other = incompressible(120_000);
        world.odg.run("UPDATE governance_decisions SET title = 'new', description = ? WHERE id = ?", other, id);

        awaitUpdate(
                "governance_decisions",
                id.toString(),
                "title",
                "description",
                JsonNodeFactory.instance.textNode(other));
    }

    @Test
    void aRowThatIsGoneBeforeItsValueIsReadEndsAsGone() throws Exception {
        UUID gone = UUID.randomUUID();
        world.odg.run(INSERT, gone, large);
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            connection.setAutoCommit(false);
            Database.run(connection, "UPDATE governance_decisions SET title = 'new' WHERE id = ?", gone);
            Database.run(connection, "DELETE FROM governance_decisions WHERE id = ?", gone);
            connection.commit();
        }
        world.odg.run(INSERT, id, large);

        world.sinks().await("governance_decisions", id.toString(), "title", "old");
        world.sinks().awaitGone("governance_decisions", gone.toString());
    }

    @Test
    void aValueThatCanNotBeReadNowIsWaitedFor() throws Exception {
        world.odg.run(INSERT, id, large);
        world.sinks().await("governance_decisions", id.toString(), "title", "old");
        world.odg.run("REVOKE SELECT ON governance_decisions FROM " + Sources.CDC_USER);
        try {
            world.odg.run("UPDATE governance_decisions SET title = 'new' WHERE id = ?", id);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> world.service().health("ready").body().contains("may not read table"));
        } finally {
            world.odg.run("GRANT SELECT ON governance_decisions TO " + Sources.CDC_USER);
        }

        awaitUpdate(
                "governance_decisions",
                id.toString(),
                "title",
                "description",
                JsonNodeFactory.instance.textNode(large));
    }

    @Test
    void aRowWhoseKeyChangesKeepsItsLargeText() throws Exception {
        insertVersion();
        world.odg.run(
                "UPDATE pipeline_versions SET version = 2, dag_hash = 'new' WHERE pipeline_id = ?", id.toString());

        awaitUpdate(
                "pipeline_versions",
                id + ":2",
                "dag_hash",
                "transformation_code",
                JsonNodeFactory.instance.textNode(large));
    }

    @Test
    void aRowThatIsInsertedAndUpdatedInOneTransactionKeepsItsLargeText() throws Exception {
        whileNobodySeesTheTransaction(connection -> {
            Database.run(connection, INSERT, id, large);
            Database.run(connection, "UPDATE governance_decisions SET title = 'new' WHERE id = ?", id);
        });

        awaitUpdate(
                "governance_decisions",
                id.toString(),
                "title",
                "description",
                JsonNodeFactory.instance.textNode(large));
    }

    @Test
    void aLargeTextIsTheOneThatTheUpdatesOwnTransactionWrote() throws Exception {
        world.odg.run(INSERT, id, large);
        String other = incompressible(120_000);
        whileNobodySeesTheTransaction(connection -> {
            Database.run(connection, "UPDATE governance_decisions SET description = ? WHERE id = ?", other, id);
            Database.run(connection, "UPDATE governance_decisions SET title = 'new' WHERE id = ?", id);
        });

        awaitUpdate(
                "governance_decisions",
                id.toString(),
                "title",
                "description",
                JsonNodeFactory.instance.textNode(other));
    }

    private void insertVersion() throws SQLException {
        world.odg.run(
                "INSERT INTO pipeline_versions (pipeline_id, version, dag_hash, transformation_code)"
                        + " VALUES (?, 1, 'old', ?)",
                id.toString(),
                large);
    }

    private void whileNobodySeesTheTransaction(Statements statements) throws Exception {
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            connection.setAutoCommit(false);
            statements.run(connection);
            world.postgres.commitUnseen(connection::commit);
        }
    }

    private interface Statements {
        void run(Connection connection) throws SQLException;
    }

    private void awaitUpdate(String table, String key, String updated, String untouched, JsonNode expected) {
        world.sinks().await(table, key, row -> {
            assertThat(row.path(updated).asText()).isEqualTo("new");
            // Not isEqualTo, which would print both.
            assertThat(row.path(untouched).equals(expected))
                    .as("%s of %s is what it was", untouched, key)
                    .isTrue();
        });
    }

    private JsonNode lastEvent(String table, String key) {
        var events = world.topics.read(ODG_TOPIC + table, key, id);
        return events.get(events.size() - 1).value();
    }

    private static String incompressible(int characters) {
        byte[] bytes = new byte[characters * 3 / 4];
        new Random(characters).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
