package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;

/** Events as JSON with Kafka Connect's schema, from a connector of the test's own; the shared world's service delivers them. */
@ExtendWith(SharedWorld.Provider.class)
class JsonSchemaIT {

    private static final String TABLE = "with_schema";
    private static final String TOPIC = World.ODG_TOPIC + TABLE;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SharedWorld world;

    JsonSchemaIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void sinksEqualTheTableWhileItChangesItsColumns() throws Exception {
        world.postgres.execute(world.odg.name(), """
                CREATE TABLE with_schema (id int PRIMARY KEY, doc jsonb, amount numeric(12,2), at timestamptz, ratio float8,
                  small int DEFAULT 5, tags text[], gone text DEFAULT 'x');
                INSERT INTO with_schema VALUES (1, '{"a": [1, null]}', 2.50, '2026-02-08T10:00:00.123456Z', 'NaN', NULL, '{a,b}');
                GRANT SELECT ON with_schema TO cdc;
                CREATE PUBLICATION with_schema FOR TABLE with_schema""");
        String uri =
                "postgres-cdc:odg-schema-cdc?source=odg&topicPrefix=cdc.odg&format=json-schema&slotName=with_schema"
                        + "&publicationName=with_schema&tableIncludeList=public.with_schema";
        try (LocalCapture capture = new LocalCapture(world.postgres, world.kafka, uri)) {
            capture.awaitState(ConnectorState.STREAMING);
            run("INSERT INTO with_schema VALUES (2, '\"text\"', 1.10, now(), 0.1, 1, '{}')");
            run("INSERT INTO with_schema VALUES (3)");
            run("ALTER TABLE with_schema ADD COLUMN more numeric DEFAULT 1.10");
            run("ALTER TABLE with_schema DROP COLUMN gone");
            run("ALTER TABLE with_schema ALTER small TYPE bigint, ALTER id TYPE bigint");
            run("UPDATE with_schema SET small = small + 4000000000");
            run("DELETE FROM with_schema WHERE id = 3");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(world.topics.read(TOPIC))
                            .filteredOn(TopicRecord::isTombstone)
                            .hasSize(1));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(world.compare(TABLE).differences()).isEmpty());
            assertRecords(world.topics.read(TOPIC));
        } finally {
            world.postgres.execute(
                    world.odg.name(),
                    "SELECT pg_drop_replication_slot('with_schema'); DROP PUBLICATION with_schema; DROP TABLE with_schema");
        }
    }

    /** Each has its schema, and the partition that it would have in plain JSON, also when its key's type has changed. */
    private void assertRecords(List<TopicRecord> records) {
        for (TopicRecord record : records) {
            String key = record.key().path("payload").toString();
            int hash = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)));
            assertThat(record.partition()).isEqualTo(hash % world.topics.partitions(TOPIC));
        }
        assertThat(records)
                .extracting(record -> record.key().at("/schema/fields/0/type").asText())
                .contains("int32", "int64");
        JsonNode last = records.stream()
                .filter(record -> !record.isTombstone())
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .value();
        assertThat(last.at("/schema/name").asText()).isEqualTo(TOPIC + ".Envelope");
        assertThat(last.at("/payload/source/table").asText()).isEqualTo(TABLE);
    }

    private void run(String sql) throws Exception {
        world.postgres.execute(world.odg.name(), sql);
    }
}
