package org.opendatagov.cdc.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.retry.TryLaterException;
import org.opendatagov.cdc.servers.KafkaServer;

/** A delivery flow and a Kafka that is well. */
class CdcEventsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final KafkaServer KAFKA = new KafkaServer("stream-kafka");
    private static TestTopics topics;

    @BeforeAll
    static void start() {
        KAFKA.start();
        topics = new TestTopics(KAFKA.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        topics.close();
        KAFKA.close();
    }

    @Test
    void aPollIsHandedOnWholeAndCommitted() throws Exception {
        topics.create("whole", 3);
        List<Integer> written = topics.write("whole", 3, 0, 300);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        try (TestFlow flow = flow("whole", "topics=whole", records -> sizes.add(records.size()))
                .start()) {
            flow.awaitNumbers(written);
            assertThat(flow.numbers()).hasSize(300);
            assertThat(sizes).as("batches").hasSizeLessThan(20);
            awaitCommitted(flow, Map.of(0, 100L, 1, 100L, 2, 100L));
            assertThat(flow.status().lastBatch()).isNotNull();
        }
    }

    @Test
    void aSingleRecordOfAQuietTopicIsDeliveredAtOnce() throws Exception {
        topics.create("quiet", 1);
        try (TestFlow flow = flow("quiet", "topics=quiet").start().join()) {
            for (int id = 0; id < 5; id++) {
                topics.write("quiet", 1, id, id + 1);
                int count = id + 1;
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(2))
                        .until(() -> flow.delivered().size() == count);
            }
        }
    }

    @Test
    void aGroupThatBeginsByDurationReadsTheFirstRecordOfAnEmptyPartitionAtOnce() throws Exception {
        topics.create("by-duration", 2);
        topics.write("by-duration", 0, Envelopes.key(0), Envelopes.created(0));
        String lastDay = "topics=by-duration&additionalProperties.auto.offset.reset=by_duration:P1D";
        try (TestFlow flow = flow("by-duration", lastDay).start().join()) {
            flow.awaitNumbers(List.of(0));
            topics.write("by-duration", 1, Envelopes.key(1), Envelopes.created(1));
            await().atMost(Duration.ofSeconds(5)).until(() -> flow.numbers().equals(List.of(0, 1)));
            awaitCommitted(flow, Map.of(0, 1L, 1, 1L));
        }
    }

    @ParameterizedTest
    @CsvSource({"too-old, additionalProperties.auto.offset.reset=by_duration:PT0S", "latest, autoOffsetReset=latest"})
    void aGroupThatBeginsNowLeavesOlderRecordsOutAndCommitsWhereItBegan(String name, String now) throws Exception {
        topics.create(name, 1);
        topics.write(name, 0, Envelopes.key(0), Envelopes.created(0));
        try (TestFlow flow = flow(name, "topics=" + name + "&" + now).start().join()) {
            awaitCommitted(flow, Map.of(0, 1L));
            topics.write(name, 0, Envelopes.key(1), Envelopes.created(1));
            flow.awaitNumbers(List.of(1));
            assertThat(flow.numbers()).containsExactly(1);
        }
    }

    @Test
    void onlyTheListedOperationsAndTablesAreHandedOnAndTheRestIsCommitted() throws Exception {
        topics.create("filtered", 1);
        topics.write("filtered", 0, Envelopes.key(1), Envelopes.row("c", "veto_records", 1, 1, 0));
        topics.write("filtered", 0, Envelopes.key(1), Envelopes.row("u", "veto_records", 1, 2, 0));
        topics.write("filtered", 0, Envelopes.key(1), null);
        topics.write("filtered", 0, Envelopes.key(1), Envelopes.row("c", "data_contracts", 1, 3, 0));
        try (TestFlow flow = flow("filtered", "topics=filtered&operations=create&tables=veto_*")
                .start()) {
            awaitCommitted(flow, Map.of(0, 4L));
            assertThat(flow.numbers()).containsExactly(1);
            topics.write("filtered", 0, Envelopes.key(1), null);
            awaitCommitted(flow, Map.of(0, 5L));
        }
    }

    @Test
    void oneByOneEachIsHandedOnWhenTheOneBeforeIsKnownToBeDone() throws Exception {
        topics.create("single", 2);
        List<Integer> written = topics.write("single", 2, 0, 40);
        List<Long> doneBefore = new CopyOnWriteArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        Flow.Route sink = records -> {
            doneBefore.add(done("opendatagov-cdc.single"));
            if (doneBefore.size() == 20 && failed.compareAndSet(false, true)) {
                throw new IOException("away");
            }
        };
        try (TestFlow flow = flow("single", "topics=single&oneByOne=true", sink).start()) {
            flow.awaitNumbers(written);
            assertThat(flow.numbers()).hasSize(40);
        }
        // The one that failed came again, and no other.
        assertThat(doneBefore)
                .containsExactlyElementsOf(LongStream.concat(LongStream.range(0, 20), LongStream.range(19, 40))
                        .boxed()
                        .toList());
        assertThat(done("opendatagov-cdc.single")).isEqualTo(40);
    }

    @Test
    void onlyEventsThatMeetTheConditionAreHandedOnAndOneOfWhichItCanNotBeToldIsADeadLetter() throws Exception {
        topics.create("condition", 1);
        topics.write("condition", 1, 0, 3);
        byte[] text = Envelopes.bytes(new String(Envelopes.created(3), UTF_8).replace("\"n\":3", "\"n\":\"three\""));
        topics.write("condition", 0, Envelopes.key(3), text);
        topics.write("condition", 1, 4, 6);
        String condition = "condition=RAW(${body.newRow[n].intValue()} > 1 && ${body.newRow[n]} != 4)";
        try (TestFlow flow =
                flow("condition", "topics=condition&oneByOne=true&" + condition).start()) {
            awaitCommitted(flow, Map.of(0, 6L));
            assertThat(flow.numbers()).containsExactly(2, 5);
            assertThat(flow.deadLetters().causes())
                    .singleElement()
                    .asString()
                    .startsWith("condition condition/3: the flow's condition fails on this row: ");
        }
    }

    @Test
    void aRouteThatAsksToBeLeftAloneIsTriedAgainOnlyAfterThat() throws Exception {
        topics.create("patience", 1);
        topics.write("patience", 1, 0, 1);
        Flow.Route sink = records -> {
            throw new TryLaterException("the endpoint answered 503", Duration.ofHours(1));
        };
        try (TestFlow flow = flow("patience", "topics=patience", sink).start()) {
            flow.awaitState(FlowState.WAITING);
            assertThat(flow.status().cause()).isEqualTo("a record failed: the endpoint answered 503");
            assertThat(flow.status().nextTry())
                    .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
        }
    }

    @Test
    void aFailingRouteGetsTheSameBatchAgainAndTheGroupKeepsItsMember() throws Exception {
        topics.create("failing", 2);
        List<Integer> written = topics.write("failing", 2, 0, 10);
        List<List<Integer>> attempts = new CopyOnWriteArrayList<>();
        AtomicBoolean away = new AtomicBoolean(true);
        Flow.Route sink = records -> {
            attempts.add(TestFlow.numbers(records));
            if (away.get()) {
                throw new IOException("Redis at localhost:6379 is away");
            }
        };
        String lowPatience = "topics=failing&additionalProperties.max.poll.interval.ms=2000";
        try (TestFlow flow = flow("failing", lowPatience, sink).start()) {
            await().atMost(SOON).until(() -> attempts.size() >= 2);
            Map<String, List<Integer>> members = topics.members(flow.group());
            assertThat(members).hasSize(1);
            assertThat(flow.status().state()).isEqualTo(FlowState.WAITING);
            assertThat(flow.status().cause()).contains("failed: Redis at localhost:6379 is away");
            // More comes while the sink is away, and must stay behind the batch under way.
            List<Integer> later = topics.write("failing", 2, 10, 20);
            await().during(Duration.ofSeconds(6))
                    .atMost(SOON)
                    .until(() -> topics.members(flow.group()).equals(members)
                            && topics.committed(flow.group()).isEmpty());
            assertThat(attempts).allMatch(attempt -> attempt.equals(attempts.get(0)));
            assertThat(attempts).hasSizeGreaterThan(10);
            assertThat(flow.outstanding())
                    .containsOnly(entry(partition("failing", 0), 10L), entry(partition("failing", 1), 10L));
            away.set(false);
            flow.awaitNumbers(written);
            flow.awaitNumbers(later);
            awaitCommitted(flow, Map.of(0, 10L, 1, 10L));
            assertThat(flow.outstanding()).isEmpty();
            assertThat(flow.numbers()).doesNotHaveDuplicates();
            flow.awaitState(FlowState.CONSUMING);
            assertThat(topics.members(flow.group())).isEqualTo(members);
        }
    }

    @Test
    void whatHasExpiredIsNotOutstanding() throws Exception {
        topics.create("expired", 2);
        topics.write("expired", 2, 0, 2);
        topics.expire("expired", 0);
        CountDownLatch sink = new CountDownLatch(1);
        try (TestFlow flow =
                flow("expired", "topics=expired", records -> sink.await()).start()) {
            assertThat(flow.outstanding()).containsOnly(entry(partition("expired", 1), 1L));
            sink.countDown();
            await().atMost(SOON).until(() -> flow.outstanding().isEmpty());
        }
    }

    @Test
    void aRouteThatIsSlowerThanThePollIntervalKeepsItsMembership() throws Exception {
        topics.create("slow", 1);
        List<Integer> written = topics.write("slow", 1, 0, 10);
        CountDownLatch goOn = new CountDownLatch(1);
        String lowPatience = "topics=slow&additionalProperties.max.poll.interval.ms=2000";
        try (TestFlow flow = flow("slow", lowPatience, records -> goOn.await()).start()) {
            flow.join();
            Map<String, List<Integer>> members = topics.members(flow.group());
            await().during(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> topics.members(flow.group()).equals(members));
            assertThat(topics.committed(flow.group())).isEmpty();
            goOn.countDown();
            flow.awaitNumbers(written);
            awaitCommitted(flow, Map.of(0, 10L));
            assertThat(flow.numbers()).hasSize(10);
        }
    }

    @Test
    void anUndecodableRecordGoesToTheDeadLettersAndTheOthersGoOn() throws Exception {
        topics.create("undecodable", 1);
        topics.write("undecodable", 1, 0, 1);
        topics.write("undecodable", 0, Envelopes.key(1), Envelopes.bytes("{\"op\":\"?\"}"));
        topics.write("undecodable", 0, Envelopes.bytes("7"), Envelopes.created(8));
        topics.write("undecodable", 1, 2, 3);
        TestFlow flow = flow("undecodable", "topics=undecodable");
        flow.deadLetters().away(true);
        try (flow) {
            flow.start().awaitState(FlowState.WAITING);
            assertThat(flow.status().cause()).contains("Kafka does not take the dead letter");
            assertThat(topics.committed(flow.group())).isEmpty();
            flow.deadLetters().away(false);
            awaitCommitted(flow, Map.of(0, 4L));
            assertThat(flow.numbers()).containsExactly(0, 2);
            assertThat(flow.deadLetters().causes()).hasSize(2);
            assertThat(flow.deadLetters().causes().get(0)).startsWith("undecodable undecodable/1: ");
            assertThat(flow.deadLetters().causes().get(1)).startsWith("undecodable undecodable/2: ");
        }
    }

    /** Whoever can write to a topic may send anything. */
    @Test
    void aForeignRecordReachesNoOtherTablesRowsAndStopsNothing() throws Exception {
        String topic = "cdc.odg.public.approval_records";
        topics.create(topic, 1);
        topics.write(topic, 1, 0, 1);
        topics.write(topic, 0, Envelopes.key(1), Envelopes.row("c", "model_cards", 1, 1, 1));
        for (String sequence : List.of("-5", "9223372036854775807", "99999999999999999999")) {
            String row = new String(Envelopes.created(2), UTF_8).replace("[\\\"2\\\"", "[\\\"" + sequence + "\\\"");
            topics.write(topic, 0, Envelopes.key(2), Envelopes.bytes(row));
        }
        String nested = "[".repeat(2_000) + "]".repeat(2_000);
        topics.write(
                topic,
                0,
                Envelopes.key(3),
                Envelopes.bytes(new String(Envelopes.created(3), UTF_8).replace("\"n\":3", "\"n\":" + nested)));
        topics.write(topic, 1, 4, 5);
        try (TestFlow flow = flow("foreign", "topics=" + topic).start()) {
            awaitCommitted(flow, Map.of(0, 7L));
            assertThat(flow.numbers()).containsExactly(0, 4);
            assertThat(flow.deadLetters().causes())
                    .hasSize(5)
                    .first()
                    .asString()
                    .contains("it is of table public.model_cards, whose topic this isn't");
        }
        try (TestFlow flow =
                flow("foreign-any", "topics=" + topic + "&anyTable=true").start()) {
            awaitCommitted(flow, Map.of(0, 7L));
            assertThat(flow.numbers()).containsExactly(0, 1, 4);
        }
    }

    @Test
    void theChangesOfAKeyAreDeliveredInOrder() throws Exception {
        topics.create("ordered", 3);
        AtomicInteger attempts = new AtomicInteger();
        Flow.Route sink = records -> {
            if (attempts.incrementAndGet() % 3 == 0) {
                throw new IOException("away");
            }
        };
        try (TestFlow flow =
                flow("ordered", "topics=ordered&maxPollRecords=50", sink).start()) {
            for (int n = 0; n < 1000; n++) {
                topics.write("ordered", n % 3, Envelopes.key(n % 30), Envelopes.row("u", "veto_records", n % 30, n, 0));
            }
            flow.awaitNumbers(IntStream.range(0, 1000).boxed().toList());
            for (int key = 0; key < 30; key++) {
                String id = String.valueOf(key);
                List<CdcRecord> changes = flow.delivered().stream()
                        .filter(record -> record.key().text().equals(id))
                        .toList();
                assertThat(TestFlow.numbers(changes))
                        .as("key %s", id)
                        .isSorted()
                        .hasSizeGreaterThan(30);
            }
        }
    }

    @Test
    void whatIsReadAheadOfABatchIsNotCommittedBeforeIt() throws Exception {
        topics.create("ahead", 1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TestFlow flow = flow("ahead", "topics=ahead&maxPollRecords=2", records -> {
                    begun.countDown();
                    goOn.await();
                })
                .start()) {
            try (Producer<byte[], byte[]> transaction = topics.transaction("ahead", 0, 1)) {
                transaction.commitTransaction();
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            topics.write("ahead", 0, Envelopes.key(2), Envelopes.created(2));
            await().during(Duration.ofSeconds(2)).until(() -> topics.committed(flow.group()), Map::isEmpty);

            goOn.countDown();
            awaitCommitted(flow, Map.of(0, 4L));
            assertThat(flow.numbers()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void aTopicThatIsMadeLaterIsFound() throws Exception {
        topics.create("later.one", 1);
        try (TestFlow flow = flow("later", "topics=later.*").start().join()) {
            topics.create("later.two", 1);
            flow.awaitNumbers(topics.write("later.two", 1, 0, 3));
        }
    }

    @Test
    void aStopWaitsForTheAttemptUnderWayAndCommitsIt() throws Exception {
        topics.create("stopped", 1);
        topics.write("stopped", 1, 0, 5);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestFlow flow = flow("stopped", "topics=stopped", records -> {
            begun.countDown();
            goOn.await();
        });
        flow.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(flow::close);
        goOn.countDown();
        stop.get(30, TimeUnit.SECONDS);
        assertThat(topics.committed(flow.group())).isEqualTo(Map.of(0, 5L));
        assertThat(topics.members(flow.group())).as("members after the stop").isEmpty();
    }

    @Test
    void aStopLetsGoOfABatchWhoseSinkIsAway() throws Exception {
        topics.create("abandoned", 1);
        topics.write("abandoned", 1, 0, 5);
        TestFlow flow = flow("abandoned", "topics=abandoned", records -> {
            throw new IOException("away");
        });
        flow.start().awaitState(FlowState.WAITING);
        CompletableFuture.runAsync(flow::close).get(10, TimeUnit.SECONDS);
        assertThat(topics.committed(flow.group())).isEmpty();
        assertThat(topics.members(flow.group())).as("members after the stop").isEmpty();
    }

    @Test
    void aSuspendedFlowLeavesItsGroupAndGoesOnWhenItIsResumed() throws Exception {
        topics.create("suspended", 1);
        List<Integer> expected = new ArrayList<>(topics.write("suspended", 1, 0, 5));
        try (TestFlow flow = flow("suspended", "topics=suspended").start()) {
            flow.awaitNumbers(expected);
            flow.suspend();
            assertThat(flow.status().state()).isEqualTo(FlowState.STOPPED);
            assertThat(topics.members(flow.group())).isEmpty();
            expected.addAll(topics.write("suspended", 1, 5, 10));
            flow.resume();
            flow.awaitNumbers(expected);
            assertThat(flow.numbers()).hasSize(10);
        }
    }

    private static TestFlow flow(String name, String parameters) {
        return new TestFlow(KAFKA.bootstrapServers(), name, parameters);
    }

    private static TestFlow flow(String name, String parameters, Flow.Route sink) {
        return new TestFlow(KAFKA.bootstrapServers(), name, parameters, sink);
    }

    /** How many records the group has committed. */
    private static long done(String group) throws Exception {
        return topics.committed(group).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void awaitCommitted(TestFlow flow, Map<Integer, Long> offsets) {
        await("offsets of " + flow.group())
                .atMost(SOON)
                .untilAsserted(() -> assertThat(topics.committed(flow.group())).isEqualTo(offsets));
    }

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }
}
