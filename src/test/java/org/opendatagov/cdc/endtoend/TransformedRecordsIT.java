package org.opendatagov.cdc.endtoend;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.servers.CdcService;
import org.postgresql.PGConnection;

/** Whatever transforms make of records, the service knows what they were: each comes once, also when it is killed. */
@ExtendWith(CaptureWorld.Provider.class)
class TransformedRecordsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Rows without what Debezium says of them, in small batches; a page of such rows has 226, which share one LSN. */
    private static final Map<String, String> ROWS_ALONE = Map.of(
            "maxBatchSize", "20",
            "provideTransactionMetadata", "true",
            "additionalProperties.transforms", "unwrap",
            "additionalProperties.transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState",
            "additionalProperties.transforms.unwrap.add.fields", "transaction.total_order");

    private final CaptureWorld world;

    TransformedRecordsIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void eachRowOfACopyComesOnceWhenTheServiceIsKilledInTheMidstOfIt() throws Exception {
        copyAndKill("copied", 2, 3_000);
    }

    @Test
    @Tag("faults")
    void norWhenItIsKilledTwentyTimes() throws Exception {
        copyAndKill("copiedmore", 20, 20_000);
    }

    private void copyAndKill(String name, int kills, int rows) throws Exception {
        SnapshotStage stage = new SnapshotStage(world, name, 3);
        String topic = name + "." + stage.table(0);
        Random random = new Random();
        try (CdcService service = stage.service("leader", ROWS_ALONE)) {
            service.awaitReady(PATIENCE);
            copy(stage.table(0), 4, rows + 3);
            for (int kill = 0; kill < kills; kill++) {
                long goal = world.topics.written(topic) + 1 + random.nextInt(200);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> world.topics.written(topic) >= Math.min(goal, rows));
                service.kill();
                service.start();
            }
            service.awaitReady(PATIENCE);
            stage.insert(0, 1_000_000, 1_000_000);
            await().atMost(PATIENCE).until(() -> rows(topic).containsKey(1_000_000L));
            service.stop();
            service.start();
            service.awaitReady(PATIENCE);
            stage.insert(0, 1_000_001, 1_000_001);
            await().atMost(PATIENCE).until(() -> rows(topic).containsKey(1_000_001L));
        }
        Map<Long, List<Long>> found = rows(topic);
        List<Long> again = found.entrySet().stream()
                .filter(row -> row.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        System.out.println("Killed " + kills + " times in a COPY of " + rows + " rows that a transform unwraps: "
                + (rows + 5 - found.size()) + " lost, " + again.size() + " twice");
        assertThat(found).hasSize(rows + 5);
        assertThat(again).isEmpty();
        assertThat(LongStream.rangeClosed(4, rows + 3)
                        .mapToObj(id -> found.get(id).get(0)))
                .as("the place of each row in its transaction")
                .isEqualTo(LongStream.rangeClosed(1, rows).boxed().toList());
        assertThat(marks(name))
                .allSatisfy((mark, times) -> assertThat(times).as(mark).isEqualTo(1));
        assertThat(marks(name)).hasSize(6);
    }

    /** How often each begin and each end of a transaction came. */
    private Map<String, Long> marks(String name) {
        return world.topics.read(name + ".transaction").stream()
                .collect(groupingBy(
                        mark -> mark.value().path("status").asText() + " "
                                + mark.value().path("id").asText().replaceFirst(":.*", ""),
                        counting()));
    }

    /** For each row the places in their transactions that its events have. */
    private Map<Long, List<Long>> rows(String topic) {
        Map<Long, List<Long>> rows = new TreeMap<>();
        world.topics
                .read(topic)
                .forEach(event -> rows.computeIfAbsent(event.key().path("id").asLong(), id -> new ArrayList<>())
                        .add(event.value().path("__transaction_total_order").asLong()));
        return rows;
    }

    private void copy(String table, int first, int last) throws Exception {
        String lines =
                LongStream.rangeClosed(first, last).mapToObj(id -> id + "\t0\n").collect(Collectors.joining());
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY " + table + " FROM STDIN",
                            new ByteArrayInputStream(lines.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void columnsAndTablesMayHaveTheNamesOfDebeziumsFields() throws Exception {
        world.odg.run("CREATE TABLE message (id uuid PRIMARY KEY, source text, after int, op jsonb, prefix text)");
        world.odg.run("GRANT SELECT ON message TO cdc");
        world.odg.run("INSERT INTO message VALUES (?, 'a', 1, '{\"m\": 1}', 'opendatagov-cdc')", UUID.randomUUID());
        world.odg.run("CREATE PUBLICATION named FOR TABLE message");
        String uri = "postgres-cdc:named-connector?source=odg&topicPrefix=named&slotName=named&publicationName=named"
                + "&tableIncludeList=public.message&snapshotMode=initial&heartbeatIntervalMs=0"
                + "&additionalProperties.transforms=unwrap,key,name"
                + "&additionalProperties.transforms.unwrap.type=io.debezium.transforms.ExtractNewRecordState"
                + "&additionalProperties.transforms.key.type=org.apache.kafka.connect.transforms.ValueToKey"
                + "&additionalProperties.transforms.key.fields=source"
                + "&additionalProperties.transforms.name.type=org.apache.kafka.connect.transforms.RegexRouter"
                + "&additionalProperties.transforms.name.regex=named.public.(.*)"
                + "&additionalProperties.transforms.name.replacement=RAW(named.$1)";
        try (LocalCapture capture = new LocalCapture(world.postgres, world.kafka, uri)) {
            capture.awaitState(ConnectorState.STREAMING);
            // The service's own message in the WAL, which has no column by which it could be keyed.
            world.odg.run("SELECT pg_logical_emit_message(true, 'opendatagov-cdc', '')");
            world.odg.run("INSERT INTO message VALUES (?, 'b', 2, '1', '::timescaledb-x')", UUID.randomUUID());
            await().atMost(PATIENCE)
                    .until(() -> world.topics.read("named.message").size() >= 2);
            capture.awaitState(ConnectorState.STREAMING);
        }
        assertThat(world.topics.read("named.message"))
                .extracting(event -> event.key().path("source").asText())
                .containsExactlyInAnyOrder("a", "b");
    }
}
