package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.servers.KafkaServer;

/** Delivery flows whose replicas come and go, and whose Kafka is away or dies. */
@Tag("faults")
class CdcEventsFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final KafkaServer KAFKA = new KafkaServer("stream-faults-kafka");
    private TestTopics topics;

    @BeforeEach
    void start() {
        if (!KAFKA.isAlive()) {
            KAFKA.start();
        }
        topics = new TestTopics(KAFKA.bootstrapServers());
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @AfterAll
    static void stop() {
        KAFKA.close();
    }

    @Test
    void replicasShareThePartitionsAndOneThatStopsHandsOver() throws Exception {
        topics.create("shared", 4);
        try (TestFlow stays = flow("shared", "topics=shared", records -> {}).start()) {
            TestFlow leaves = flow("shared", "topics=shared", records -> {});
            try (leaves) {
                leaves.start();
                await().atMost(SOON).until(() -> partitionCounts("shared").equals(List.of(2, 2)));
                List<Integer> first = topics.write("shared", 4, 0, 40);
                await().atMost(SOON)
                        .until(() -> union(stays.numbers(), leaves.numbers()).containsAll(first));
                assertThat(stays.numbers()).hasSize(20);
                assertThat(leaves.numbers()).hasSize(20);
            }
            List<Integer> second = topics.write("shared", 4, 40, 80);
            // Well below the session timeout: the one that left has told Kafka so.
            await().atMost(Duration.ofSeconds(8)).until(() -> stays.numbers().containsAll(second));
            assertThat(stays.numbers()).hasSize(60);
        }
    }

    @Test
    void thePartitionsOfABatchThatWaitsAreLetGoWhenTheyAreRevoked() throws Exception {
        topics.create("revoked", 2);
        List<Integer> written = topics.write("revoked", 2, 0, 20);
        AtomicBoolean away = new AtomicBoolean(true);
        List<Set<Integer>> attempts = new CopyOnWriteArrayList<>();
        TestFlow stuck = flow("revoked", "topics=revoked&maxPollRecords=1000", records -> {
            attempts.add(partitions(records));
            if (away.get()) {
                throw new IOException("Redis is away");
            }
        });
        try (stuck) {
            stuck.start();
            await().atMost(SOON).until(() -> attempts.contains(Set.of(0, 1)));
            try (TestFlow other =
                    flow("revoked", "topics=revoked", records -> {}).start()) {
                await().atMost(SOON).until(() -> other.numbers().size() == 10);
                int moved = partitions(other.delivered()).iterator().next();
                await().atMost(SOON)
                        .until(() -> attempts.get(attempts.size() - 1).equals(Set.of(1 - moved)));
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(topics.committed("opendatagov-cdc.revoked"))
                                .isEqualTo(Map.of(moved, 10L)));
                away.set(false);
                stuck.awaitNumbers(
                        written.stream().filter(n -> n % 2 == 1 - moved).toList());
                assertThat(stuck.numbers()).hasSize(10);
                assertThat(other.numbers()).hasSize(10);
            }
        }
        assertThat(topics.committed("opendatagov-cdc.revoked")).isEqualTo(Map.of(0, 10L, 1, 10L));
    }

    @Test
    void aRebalanceDoesNotWaitForAnAttemptThatHangs() throws Exception {
        topics.create("hanging", 2);
        topics.write("hanging", 2, 0, 20);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestFlow stuck = flow("hanging", "topics=hanging", records -> {
            begun.countDown();
            goOn.await();
        });
        try (stuck) {
            stuck.start();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            try (TestFlow other =
                    flow("hanging", "topics=hanging", records -> {}).start()) {
                await().atMost(SOON).until(() -> other.numbers().size() == 10);
                int moved = partitions(other.delivered()).iterator().next();
                // More than before comes to the other, so that a late commit of the hanging attempt would set it back.
                topics.write("hanging", 2, 20, 40);
                await().atMost(SOON)
                        .until(() -> Long.valueOf(20)
                                .equals(topics.committed("opendatagov-cdc.hanging")
                                        .get(moved)));
                goOn.countDown();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(topics.committed("opendatagov-cdc.hanging"))
                                .isEqualTo(Map.of(0, 20L, 1, 20L)));
            }
        }
    }

    @Test
    void aKilledKafkaComesBackAndNothingIsLost() throws Exception {
        topics.create("killed", 3);
        List<Integer> expected = new ArrayList<>(topics.write("killed", 3, 0, 50));
        try (TestFlow flow = flow("killed", "topics=killed", records -> {}).start()) {
            flow.awaitNumbers(expected);
            KAFKA.kill();
            flow.awaitState(FlowState.WAITING);
            assertThat(flow.status().cause())
                    .startsWith("Kafka at " + KAFKA.bootstrapServers() + " has not answered since ");
            KAFKA.start();
            expected.addAll(topics.write("killed", 3, 50, 100));
            flow.awaitNumbers(expected);
            flow.awaitState(FlowState.CONSUMING);
        }
        assertThat(topics.committed("opendatagov-cdc.killed").values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(100);
    }

    @Test
    void aBatchThatIsUnderWayWhenKafkaDiesIsCommittedAfterwards() throws Exception {
        topics.create("underway", 1);
        List<Integer> written = topics.write("underway", 1, 0, 50);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestFlow flow = flow("underway", "topics=underway", records -> {
            begun.countDown();
            goOn.await();
        });
        try (flow) {
            flow.start();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            KAFKA.kill();
            goOn.countDown();
            flow.awaitNumbers(written);
            KAFKA.start();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(topics.committed("opendatagov-cdc.underway"))
                            .isEqualTo(Map.of(0, 50L)));
        }
    }

    @Test
    void oneByOneNothingMoreIsHandedOnWhileKafkaCanNotStoreThatTheLastIsDone() throws Exception {
        topics.create("unstored", 1);
        List<Integer> written = topics.write("unstored", 1, 0, 50);
        AtomicBoolean kill = new AtomicBoolean(true);
        TestFlow flow = flow("unstored", "topics=unstored&oneByOne=true", records -> {
            if (kill.compareAndSet(true, false)) {
                KAFKA.kill();
            }
        });
        try (flow) {
            flow.start().awaitState(FlowState.WAITING);
            assertThat(flow.numbers()).containsExactly(0);
            KAFKA.start();
            flow.awaitNumbers(written);
            assertThat(flow.numbers()).isEqualTo(written);
        }
        assertThat(topics.committed("opendatagov-cdc.unstored")).isEqualTo(Map.of(0, 50L));
    }

    @Test
    void aFlowThatStartsWithoutKafkaWaitsForIt() throws Exception {
        topics.create("early", 1);
        List<Integer> written = topics.write("early", 1, 0, 5);
        KAFKA.stop();
        TestFlow flow = flow("early", "topics=early", records -> {});
        try (flow) {
            flow.start();
            assertThat(flow.status().state()).isEqualTo(FlowState.STARTING);
            flow.awaitState(FlowState.WAITING);
            assertThat(flow.status().cause()).contains(KAFKA.bootstrapServers() + " has not answered yet");
            KAFKA.start();
            flow.awaitNumbers(written);
            flow.awaitState(FlowState.CONSUMING);
        }
    }

    @Test
    void aHostThatCanNotBeResolvedIsNamedAndTriedAgain() throws Exception {
        try (TestFlow flow = new TestFlow("no-such-host.invalid:9092", "unresolved", "topics=a").start()) {
            flow.awaitState(FlowState.WAITING);
            assertThat(flow.status().cause()).contains("no-such-host.invalid:9092", "No resolvable bootstrap urls");
            assertThat(flow.status().nextTry()).isNotNull();
        }
    }

    private static TestFlow flow(String name, String parameters, Flow.Route sink) {
        return new TestFlow(KAFKA.bootstrapServers(), name, parameters, sink);
    }

    private List<Integer> partitionCounts(String name) throws Exception {
        return topics.members("opendatagov-cdc." + name).values().stream()
                .map(List::size)
                .toList();
    }

    private static Set<Integer> partitions(List<CdcRecord> records) {
        Set<Integer> partitions = new HashSet<>();
        records.forEach(record -> partitions.add(record.source().partition()));
        return partitions;
    }

    private static Set<Integer> union(Collection<Integer> some, Collection<Integer> others) {
        Set<Integer> union = new HashSet<>(some);
        union.addAll(others);
        return union;
    }
}
