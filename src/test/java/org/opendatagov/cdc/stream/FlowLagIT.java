package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.KafkaServer;

@Tag("faults")
class FlowLagIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final KafkaServer KAFKA = new KafkaServer("stream-lag-kafka");
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
    void aFlowThatIsHeldUpFallsBehindAndCatchesUp() throws Exception {
        topics.create("held", 3);
        AtomicBoolean away = new AtomicBoolean();
        try (TestFlow flow = flow("held", "topics=held", away).start()) {
            flow.awaitNumbers(topics.write("held", 3, 0, 6));
            awaitNothingBehind(flow);

            away.set(true);
            topics.write("held", 0, Envelopes.key(6), update(6, HOUR));
            topics.write("held", 0, Envelopes.key(7), update(7, Duration.ZERO));
            flow.awaitState(FlowState.WAITING);
            assertBehind(flow.lag(), 2, 2L);
            topics.write("held", 0, Envelopes.key(8), update(8, Duration.ZERO));
            assertBehind(flow.lagFromOutside(), 3, 2L);

            away.set(false);
            awaitNothingBehind(flow);
        }
    }

    private static byte[] update(int n, Duration age) {
        return Envelopes.row("u", "veto_records", n, n, System.currentTimeMillis() - age.toMillis());
    }

    private static void assertBehind(List<PartitionLag> lags, long events, Long committed) {
        PartitionLag first = lags.get(0);
        assertThat(first.events()).isEqualTo(events);
        assertThat(first.committed()).isEqualTo(committed);
        assertThat(first.end()).isEqualTo(committed + events);
        assertThat(first.time()).isBetween(HOUR, HOUR.plus(SOON));
        assertThat(lags.subList(1, 3)).allSatisfy(FlowLagIT::assertNotBehind);
    }

    @Test
    void whatATransactionLeavesBehindItIsNoLag() throws Exception {
        topics.create("marks", 1);
        try (Producer<byte[], byte[]> transaction = topics.transaction("marks", 1, 2)) {
            transaction.commitTransaction();
            transaction.beginTransaction();
        }
        try (TestFlow flow = flow("marks", "topics=marks").start()) {
            flow.awaitNumbers(List.of(1, 2));
            awaitNothingBehind(flow);
        }
        // As a flow leaves it that was stopped right behind the last record.
        TestFlow flow = flow("marks", "topics=marks");
        topics.commit(flow.group(), "marks", 0, 2);
        try (Producer<byte[], byte[]> aborted = topics.transaction("marks", 3)) {
            assertThat(flow.lagFromOutside()).allSatisfy(FlowLagIT::assertNotBehind);
            aborted.abortTransaction();
            assertThat(flow.lagFromOutside()).allSatisfy(lag -> {
                assertNotBehind(lag);
                assertThat(lag.end())
                        .as("behind two marks and what was taken back")
                        .isEqualTo(5);
            });
        }
    }

    @Test
    void whatAFlowWithoutOffsetsBeginsWithIsWhatItLacks() throws Exception {
        topics.create("fresh", 1);
        topics.write("fresh", 1, 0, 4);
        topics.expire("fresh", 0);
        topics.write("fresh", 1, 4, 7);

        assertThat(flow("fresh", "topics=fresh").lagFromOutside())
                .singleElement()
                .satisfies(lag -> {
                    assertThat(lag.partition()).isEqualTo(new TopicPartition("fresh", 0));
                    assertThat(lag.end()).isEqualTo(7);
                    assertThat(lag.committed()).isNull();
                    assertThat(lag.events()).isEqualTo(3);
                    assertThat(lag.time()).isBetween(Duration.ZERO, SOON);
                });
        assertThat(flow("fresh-latest", "topics=fresh&autoOffsetReset=latest").lagFromOutside())
                .allSatisfy(FlowLagIT::assertNotBehind);
        String day = "topics=fresh&additionalProperties.auto.offset.reset=by_duration:P1D";
        assertThat(flow("fresh-day", day).lagFromOutside())
                .extracting(PartitionLag::events)
                .containsExactly(3L);
    }

    @Test
    void aRecordThatDoesNotSayWhenItWasCommittedIsAsOldAsItsCapture() throws Exception {
        topics.create("odd", 2);
        topics.write("odd", 0, Envelopes.key(1), null);
        topics.write("odd", 1, Envelopes.key(1), Envelopes.bytes("{"));

        assertThat(flow("odd", "topics=odd").lagFromOutside()).hasSize(2).allSatisfy(lag -> {
            assertThat(lag.events()).isEqualTo(1);
            assertThat(lag.time()).isBetween(Duration.ZERO, SOON);
        });
    }

    private static void awaitNothingBehind(TestFlow flow) {
        await().atMost(SOON).untilAsserted(() -> assertThat(flow.lag()).allSatisfy(FlowLagIT::assertNotBehind));
        assertThat(flow.lagFromOutside()).isEqualTo(flow.lag());
    }

    private static void assertNotBehind(PartitionLag lag) {
        assertThat(lag.events()).isZero();
        assertThat(lag.time()).isZero();
    }

    private static TestFlow flow(String name, String parameters) {
        return flow(name, parameters, new AtomicBoolean());
    }

    private static TestFlow flow(String name, String parameters, AtomicBoolean away) {
        return new TestFlow(KAFKA.bootstrapServers(), name, parameters, records -> {
            if (away.get()) {
                throw new IOException("away");
            }
        });
    }
}
