package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.schemas.RegistryAccess;
import org.opendatagov.cdc.schemas.RegistryPayloads;
import org.opendatagov.cdc.schemas.SchemaRegistry;

class BatchTest {

    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final RecordedDeadLetters deadLetters = new RecordedDeadLetters();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<List<Integer>> attempts = new ArrayList<>();
    private volatile Payloads payloads = Payloads.JSON;
    private volatile Exception failure;

    @AfterEach
    void close() {
        worker.shutdownNow();
    }

    @Test
    void aCompletedBatchTellsWhereItsPartitionsGoOn() throws Exception {
        Batch batch = batch(record(ZERO, 4, Envelopes.created(1)), record(ONE, 9, Envelopes.created(2)));
        assertThat(tried(batch)).isNull();
        assertThat(attempts).containsExactly(List.of(1, 2));
        assertThat(batch.next())
                .containsOnly(Map.entry(ZERO, new OffsetAndMetadata(5)), Map.entry(ONE, new OffsetAndMetadata(10)));
    }

    @Test
    void aFailedBatchIsTheSameOnTheNextTry() throws Exception {
        Batch batch = batch(record(ZERO, 4, Envelopes.created(1)), record(ONE, 9, Envelopes.created(2)));
        failure = new IOException("Redis is away");
        assertThat(tried(batch)).isSameAs(failure);
        batch.retryAt(NOW.plusSeconds(5));
        assertThat(batch.isDue(NOW.plusSeconds(4))).isFalse();
        assertThat(batch.isDue(NOW.plusSeconds(5))).isTrue();
        failure = null;
        assertThat(tried(batch)).isNull();
        assertThat(attempts).containsExactly(List.of(1, 2), List.of(1, 2));
    }

    @Test
    void partitionsThatWereLetGoAreLeftOutAndNeverCommitted() throws Exception {
        Batch batch = batch(record(ZERO, 4, Envelopes.created(1)), record(ONE, 9, Envelopes.created(2)));
        failure = new IOException("Redis is away");
        assertThat(tried(batch)).isNotNull();
        assertThat(batch.letGo(Set.of(ZERO))).as("something is left").isTrue();
        failure = null;
        assertThat(tried(batch)).isNull();
        assertThat(attempts).containsExactly(List.of(1, 2), List.of(2));
        assertThat(batch.next()).containsOnlyKeys(ONE);
        assertThat(batch.letGo(Set.of(ONE))).as("something is left").isFalse();
    }

    @Test
    void whatWasLetGoDuringAnAttemptIsNotCommittedAfterIt() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Batch batch = new Batch(
                polled(List.of(record(ZERO, 4, Envelopes.created(1)), record(ONE, 9, Envelopes.created(2)))), held -> {
                    goOn.await();
                    return true;
                });
        batch.start(worker, NOW);
        assertThat(batch.await(Duration.ofMillis(1))).isFalse();
        batch.letGo(Set.of(ZERO));
        goOn.countDown();
        assertThat(batch.await(LONG)).isTrue();
        assertThat(batch.outcome()).isNull();
        assertThat(batch.next()).containsOnlyKeys(ONE);
    }

    @Test
    void anAbandonedAttemptIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Batch batch = new Batch(polled(List.of(record(ZERO, 4, Envelopes.created(1)))), held -> {
            try {
                new CountDownLatch(1).await();
                return true;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        batch.start(worker, NOW);
        assertThat(batch.await(Duration.ofMillis(50))).isFalse();
        batch.abandon();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anUndecodableRecordBecomesOneDeadLetterHoweverOftenTheBatchIsTried() throws Exception {
        Batch batch = batch(
                record(ZERO, 4, Envelopes.bytes("no JSON")),
                record(ZERO, 5, Envelopes.created(1)),
                record(ZERO, 6, null));
        deadLetters.away(true);
        assertThat(tried(batch)).hasMessage("Kafka does not take the dead letter");
        assertThat(attempts).isEmpty();
        deadLetters.away(false);
        failure = new IOException("Redis is away");
        assertThat(tried(batch)).isSameAs(failure);
        failure = null;
        assertThat(tried(batch)).isNull();
        assertThat(deadLetters.causes()).hasSize(1);
        assertThat(deadLetters.causes().get(0)).startsWith("deliver-cache t/4: A record of the topic 't' is no change");
        assertThat(attempts).containsExactly(List.of(1), List.of(1));
        assertThat(batch.next()).containsOnly(Map.entry(ZERO, new OffsetAndMetadata(7)));
    }

    @Test
    void aRecordWhoseSchemaCannotBeHadIsNoDeadLetterAndIsDecodedOnALaterTry() throws Exception {
        payloads = new RegistryPayloads(new SchemaRegistry(new RegistryAccess(List.of(), null)));
        Batch batch = batch(
                record(ZERO, 4, Envelopes.created(1)),
                record(ZERO, 5, new byte[] {0, 0, 0, 0, 7, 1}),
                record(ZERO, 6, Envelopes.created(3)));
        for (int i = 0; i < 2; i++) {
            assertThat(tried(batch))
                    .hasMessage("no schema registry is set, which Avro needs; set cdc.schema-registry.url"
                            + " (CDC_SCHEMA_REGISTRY_URL)");
        }
        assertThat(attempts).isEmpty();
        assertThat(deadLetters.causes()).isEmpty();

        payloads = data -> Payloads.JSON.open(data[0] == 0 ? Envelopes.created(2) : data);
        assertThat(tried(batch)).isNull();
        assertThat(attempts).containsExactly(List.of(1, 2, 3));
    }

    @Test
    void aBatchThatWaitsIsDecodedInStepsUpToWhatCannotBe() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            records.add(record(ZERO, i, Envelopes.created(i)));
        }
        records.add(record(ZERO, 250, Envelopes.bytes("no JSON")));
        records.add(record(ZERO, 251, Envelopes.created(251)));
        Batch batch = batch(records);

        assertThat(batch.prepareSome()).isTrue();
        assertThat(batch.prepareSome()).isTrue();
        assertThat(batch.prepareSome()).isTrue();
        assertThat(batch.prepareSome())
                .as("something is left before the record that is no change")
                .isFalse();
        assertThat(deadLetters.causes()).isEmpty();

        assertThat(tried(batch)).isNull();
        assertThat(deadLetters.causes()).hasSize(1);
        assertThat(attempts)
                .singleElement()
                .satisfies(ids -> assertThat(ids).hasSize(251).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void whatAnEmptyPollPassesIsCommittedOnceTheLastBatchThatWaitsIsDone() throws Exception {
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
            consumer.assign(Set.of(ZERO));
            Positions positions = new Positions(consumer);
            Batches batches = new Batches(flow(), positions);
            batches.take(polled(List.of(record(ZERO, 4, Envelopes.created(1)))));
            batches.take(polled(List.of(record(ZERO, 5, Envelopes.created(2)))));
            batches.take(new ConsumerRecords<>(Map.of(), Map.of(ZERO, new OffsetAndMetadata(9))));

            assertThat(tried(batches.current())).isNull();
            batches.completed();
            positions.commitNow();
            assertThat(consumer.committed(Set.of(ZERO))).containsEntry(ZERO, new OffsetAndMetadata(5));

            batches.advance();
            assertThat(tried(batches.current())).isNull();
            batches.completed();
            positions.commitNow();
            assertThat(consumer.committed(Set.of(ZERO))).containsEntry(ZERO, new OffsetAndMetadata(9));
        }
    }

    @Test
    void whatAnEmptyPollPassedIsStillCommittedWhenTheBatchBeforeItIsLetGo() throws Exception {
        Batch batch = batch(record(ZERO, 4, Envelopes.created(1)));
        batch.goOnBehind(Map.of(ONE, new OffsetAndMetadata(9)));

        assertThat(batch.letGo(Set.of(ZERO))).as("something is left").isTrue();
        assertThat(tried(batch)).isNull();
        assertThat(attempts).isEmpty();
        assertThat(batch.next()).containsOnly(Map.entry(ONE, new OffsetAndMetadata(9)));
    }

    @Test
    void aBatchOfWhichNothingIsWantedCompletesWithoutTheRoute() throws Exception {
        Batch batch = batch(record(ZERO, 4, Envelopes.row("u", "veto_records", 1, 1, 0)), record(ZERO, 5, null));
        assertThat(tried(batch)).isNull();
        assertThat(attempts).isEmpty();
    }

    @Test
    void theDelayOfEachChangeIsMeasuredButNotThatOfASnapshotRead() throws Exception {
        long source = NOW.minusSeconds(3).toEpochMilli();
        Batch batch = batch(
                record(ZERO, 4, Envelopes.row("c", "approval_records", 1, 1, source)),
                record(ZERO, 5, Envelopes.row("r", "approval_records", 2, 2, source)));
        assertThat(tried(batch)).isNull();
        batch.measure();
        var delay = meters.get("cdc.delay")
                .tags(Tags.of("flow", "deliver-cache", "table", "approval_records"))
                .timer();
        assertThat(delay.count()).isEqualTo(1);
        assertThat(delay.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3000);
    }

    private Throwable tried(Batch batch) throws InterruptedException {
        batch.start(worker, NOW);
        assertThat(batch.await(LONG)).isTrue();
        return batch.outcome();
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private Batch batch(ConsumerRecord<byte[], byte[]>... records) {
        return batch(List.of(records));
    }

    private Batch batch(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecords<byte[], byte[]> polled = polled(records);
        return new Batch(polled, new Delivery(polled, flow()));
    }

    private Flow flow() {
        EventFilter filter = new EventFilter(Set.of(CdcOperation.CREATE, CdcOperation.READ), null, event -> true);
        StreamSettings settings = new StreamSettings(
                Pattern.compile("t"), filter, false, false, Map.of(), Duration.ofMillis(1), Duration.ofMillis(1));
        return new Flow(
                "deliver-cache",
                settings,
                new RecordDecoder(filter, false, data -> payloads.open(data), truncate -> {}),
                this::attempt,
                deadLetters,
                new DelayMeter("deliver-cache", meters),
                new FlowReport("deliver-cache", "g", new StreamFlows(), Clock.systemUTC()),
                worker,
                LONG,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void attempt(List<CdcRecord> records) throws Exception {
        attempts.add(records.stream()
                .map(record -> record.event().after().get("id").asInt())
                .toList());
        if (failure != null) {
            throw failure;
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, byte[] value) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, Envelopes.key(1), value);
    }

    private static ConsumerRecords<byte[], byte[]> polled(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(record);
            next.put(partition, new OffsetAndMetadata(record.offset() + 1));
        }
        return new ConsumerRecords<>(byPartition, next);
    }
}
