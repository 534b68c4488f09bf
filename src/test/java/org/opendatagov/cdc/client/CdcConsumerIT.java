package org.opendatagov.cdc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.endtoend.CaptureWorld;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CdcConsumerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ROW = """
            {"before": null, "after": {"id": %1$s}, "op": "c", "ts_ms": 1,
             "source": {"connector": "postgresql", "name": "client", "ts_ms": 1, "snapshot": "false", "db": "odg",
                        "sequence": "[\\"1\\",\\"2\\"]", "schema": "public", "table": "t", "txId": 1, "lsn": 2}}""";

    private final CaptureWorld world;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private KafkaProducer<String, String> producer;

    CdcConsumerIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", world.kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer());
    }

    @AfterAll
    void stop() {
        producer.close();
        threads.shutdownNow();
    }

    @Test
    void aBrokenRecordIsHandedOverAndWhatIsNoChangeIsPassedOver() throws Exception {
        make("client.broken", 1);
        write("client.broken", 1);
        write("client.broken", "{\"id\":1}", null);
        write("client.broken", "{\"id\":2}", "no envelope");
        write("client.broken", "nonsense", ROW.formatted(3));
        write("client.broken", "{}", "{\"status\":\"END\",\"id\":\"7\",\"event_count\":1,\"data_collections\":[]}");
        write("client.broken", 4);
        List<String> broken = new ArrayList<>();
        try (CdcConsumer consumer =
                new CdcConsumer(kafka("broken"), (record, cause) -> broken.add(record.offset() + ": " + cause))) {
            consumer.subscribe(List.of("client.broken"));

            CdcRecord first = consumer.iterator().next();
            CdcRecord second = consumer.iterator().next();

            assertThat(first.key().text()).isEqualTo("1");
            assertThat(first.event().operation()).isEqualTo(CdcOperation.CREATE);
            assertThat(first.event().table()).isEqualTo("t");
            assertThat(second.key().text()).isEqualTo("4");
            assertThat(broken).hasSize(2);
            assertThat(broken.get(0))
                    .startsWith("2: ")
                    .contains("client.broken")
                    .doesNotContain("no envelope");
            assertThat(broken.get(1)).startsWith("3: The key of a record").doesNotContain("nonsense");
        }
    }

    @Test
    void aChangeIsDoneWhenTheLoopAsksForTheNext() throws Exception {
        make("client.done", 1);
        writeMany("client.done", 0, 10);

        assertThat(readUntil("done", "client.done", 3)).containsExactly(0, 1, 2, 3);
        assertThat(readUntil("done", "client.done", 5)).containsExactly(3, 4, 5);
        try (CdcConsumer consumer = new CdcConsumer(kafka("done"))) {
            consumer.subscribe(List.of("client.done"));
            assertThat(id(consumer.iterator().next())).isEqualTo(5);
            consumer.commit();
        }
        assertThat(readUntil("done", "client.done", 6)).containsExactly(6);
    }

    @Test
    void aLoopThatFailsGetsTheSameChangeAgain() throws Exception {
        make("client.failing", 1);
        write("client.failing", 7);
        assertThatThrownBy(() -> {
                    try (CdcConsumer consumer = new CdcConsumer(kafka("failing"))) {
                        consumer.subscribe(List.of("client.failing"));
                        for (CdcRecord change : consumer) {
                            throw new IllegalStateException("can't take " + id(change));
                        }
                    }
                })
                .hasMessage("can't take 7");

        assertThat(readUntil("failing", "client.failing", 7)).containsExactly(7);
    }

    @Test
    void aPatternFindsTopicsOfChangesAlone() throws Exception {
        for (String topic :
                List.of("cdc.client.one", "cdc.client.two", "cdc.signals.client", "__debezium-heartbeat.client")) {
            make(topic, 1);
        }
        write("cdc.signals.client", null, "{\"no\": \"change\"}");
        write("__debezium-heartbeat.client", "{\"serverName\":\"client\"}", "{\"ts_ms\":1}");
        write("cdc.client.one", 1);
        write("cdc.client.two", 2);
        List<String> broken = new ArrayList<>();
        Set<Integer> ids = ConcurrentHashMap.newKeySet();
        try (CdcConsumer consumer = new CdcConsumer(kafka("pattern"), (record, cause) -> broken.add(record.topic()))) {
            consumer.subscribe(
                    Pattern.compile("cdc\\.client\\..*|cdc\\.signals\\.client|__debezium-heartbeat\\.client"));
            for (CdcRecord change : consumer) {
                ids.add(id(change));
                if (ids.size() == 2) {
                    consumer.stop();
                }
            }
        }
        assertThat(ids).containsExactlyInAnyOrder(1, 2);
        assertThat(broken).isEmpty();
    }

    @Test
    void aNewGroupThatStartsAtTheEndGoesOnFromThereTheNextTime() throws Exception {
        make("client.latest", 1);
        write("client.latest", 1);
        Map<String, Object> latest = new HashMap<>(kafka("latest"));
        latest.put("auto.offset.reset", "latest");
        try (Admin admin = Admin.create(kafka("latest"));
                CdcConsumer consumer = new CdcConsumer(latest)) {
            consumer.subscribe(List.of("client.latest"));
            Future<?> loop = threads.submit(() -> consumer.forEach(change -> {}));
            await().atMost(PATIENCE)
                    .until(() -> !admin.listConsumerGroupOffsets("client-latest")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .isEmpty());
            consumer.stop();
            loop.get();
        }
        write("client.latest", 2);

        assertThat(readUntil("latest", "client.latest", 2)).containsExactly(2);
    }

    @Test
    void membersShareTheTopicAndGoOnForOneThatLeaves() throws Exception {
        make("client.shared", 4);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        try (Admin admin = Admin.create(kafka("shared"));
                Member staying = new Member("shared", "client.shared", seen)) {
            try (Member leaving = new Member("shared", "client.shared", seen)) {
                await().atMost(PATIENCE).until(() -> members(admin) == 2);
                writeMany("client.shared", 0, 500);
                await().atMost(PATIENCE).until(() -> seen.size() == 500);
                assertThat(staying.count()).isPositive();
                assertThat(leaving.count()).isPositive();
            }
            writeMany("client.shared", 500, 1_000);
            await().atMost(PATIENCE).until(() -> seen.size() == 1_000);
        }
        writeMany("client.shared", 1_000, 1_001);
        assertThat(readUntil("shared", "client.shared", 1_000)).containsExactly(1_000);
    }

    /** How many members have partitions. */
    private static long members(Admin admin) throws Exception {
        return admin
                .describeConsumerGroups(List.of("client-shared"))
                .all()
                .get()
                .get("client-shared")
                .members()
                .stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    @Test
    void withoutAGroupItSaysWhatToSet() {
        assertThatThrownBy(() -> new CdcConsumer(Map.of("bootstrap.servers", "localhost:9092")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set group.id");
    }

    private Map<String, Object> kafka(String group) {
        return Map.of("bootstrap.servers", world.kafka.bootstrapServers(), "group.id", "client-" + group);
    }

    /** Reads in a thread of its own until it is closed. */
    private final class Member implements AutoCloseable {
        private final CdcConsumer consumer;
        private final AtomicInteger count = new AtomicInteger();
        private final Future<?> loop;

        Member(String group, String topic, Set<Integer> seen) {
            consumer = new CdcConsumer(kafka(group));
            consumer.subscribe(List.of(topic));
            loop = threads.submit(() -> consumer.forEach(change -> {
                seen.add(id(change));
                count.incrementAndGet();
            }));
        }

        int count() {
            return count.get();
        }

        @Override
        public void close() throws Exception {
            consumer.stop();
            loop.get();
            consumer.close();
        }
    }

    private void make(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(kafka("admin"))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void write(String topic, int id) throws Exception {
        write(topic, "{\"id\":" + id + "}", ROW.formatted(id));
    }

    private void write(String topic, String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    private void writeMany(String topic, int from, int to) {
        for (int id = from; id < to; id++) {
            var unused = producer.send(new ProducerRecord<>(topic, "{\"id\":" + id + "}", ROW.formatted(id)));
        }
        producer.flush();
    }

    private List<Integer> readUntil(String group, String topic, int last) {
        List<Integer> ids = new ArrayList<>();
        try (CdcConsumer consumer = new CdcConsumer(kafka(group))) {
            consumer.subscribe(List.of(topic));
            for (CdcRecord change : consumer) {
                ids.add(id(change));
                if (id(change) == last) {
                    break;
                }
            }
        }
        return ids;
    }

    private static int id(CdcRecord change) {
        return Integer.parseInt(change.key().text());
    }
}
