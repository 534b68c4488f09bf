package org.opendatagov.cdc.capture.hypertable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class DecompressionFilterTest {

    private static final String DECOMPRESSION_START = "::timescaledb-decompression-start";
    private static final String DECOMPRESSION_END = "::timescaledb-decompression-end";
    private static final String COMPRESSION_START = "::timescaledb-compression-start";
    private static final String COMPRESSION_END = "::timescaledb-compression-end";

    private static final Schema SOURCE =
            SchemaBuilder.struct().field("txId", Schema.OPTIONAL_INT64_SCHEMA).build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("op", Schema.STRING_SCHEMA)
            .field("source", SOURCE)
            .build();
    private static final Schema MESSAGE_BLOCK =
            SchemaBuilder.struct().field("prefix", Schema.STRING_SCHEMA).build();
    private static final Schema MESSAGE = SchemaBuilder.struct()
            .field("op", Schema.STRING_SCHEMA)
            .field("source", SOURCE)
            .field("message", MESSAGE_BLOCK)
            .build();
    private static final Schema HEARTBEAT =
            SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();

    private final DecompressionFilter filter = new DecompressionFilter("cdc.timescale");

    @Test
    void withoutMarksNothingIsDropped() {
        assertThat(kept(change("c", 1), change("u", 1), change("d", 1), tombstone()))
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void theCreatesOfADecompressionAreDroppedAndTheUpdateThatFollowsIsKept() {
        assertThat(kept(
                        change("c", 7),
                        message(DECOMPRESSION_START, 7),
                        change("c", 7),
                        message(DECOMPRESSION_END, 7),
                        change("u", 7)))
                .containsExactly(0, 4);
        assertThat(filter.isInside()).isFalse();
    }

    @Test
    void theDeletesOfACompressionAreDroppedWithTheirTombstones() {
        assertThat(kept(
                        message(COMPRESSION_START, 7),
                        change("d", 7),
                        tombstone(),
                        change("t", 7),
                        message(COMPRESSION_END, 7),
                        change("d", 7),
                        tombstone()))
                .containsExactly(5, 6);
    }

    @Test
    void aDecompressionWithinACompressionEndsWithTheCompression() {
        assertThat(kept(
                        message(COMPRESSION_START, 7),
                        message(DECOMPRESSION_START, 7),
                        change("c", 7),
                        message(DECOMPRESSION_END, 7),
                        change("d", 7),
                        tombstone(),
                        message(COMPRESSION_END, 7),
                        change("c", 7)))
                .containsExactly(7);
    }

    @Test
    void aDecompressionLastsUntilItsEnd() {
        kept(message(DECOMPRESSION_START, 7), change("c", 7));
        assertThat(filter.isInside()).isTrue();

        assertThat(kept(change("c", 7), change("c", 7))).isEmpty();
        assertThat(filter.isInside()).isTrue();

        assertThat(kept(message(DECOMPRESSION_END, 7))).isEmpty();
        assertThat(filter.isInside()).isFalse();
    }

    @Test
    void messagesOfOthersAreKept() {
        assertThat(kept(message("app", 7))).containsExactly(0);
    }

    @Test
    void heartbeatsAndRowsOfASnapshotAreKeptWithinADecompression() {
        assertThat(kept(message(DECOMPRESSION_START, 7), heartbeat(), change("r", 0), change("c", 7)))
                .containsExactly(1, 2);
        assertThat(filter.isInside()).isTrue();
    }

    @Test
    void anotherTransactionEndsWhatTheLastLeftOpen() {
        assertThat(kept(message(DECOMPRESSION_START, 7), change("c", 7), change("c", 8)))
                .containsExactly(2);
        assertThat(filter.isInside()).isFalse();
    }

    private List<Integer> kept(SourceRecord... events) {
        return IntStream.range(0, events.length)
                .filter(i -> !filter.drops(events[i]))
                .boxed()
                .toList();
    }

    private static SourceRecord change(String operation, long transaction) {
        Struct value = new Struct(ENVELOPE).put("op", operation).put("source", source(transaction));
        return record("cdc.timescale.public.t", ENVELOPE, value);
    }

    private static SourceRecord tombstone() {
        return record("cdc.timescale.public.t", null, null);
    }

    private static SourceRecord message(String prefix, long transaction) {
        Struct value = new Struct(MESSAGE)
                .put("op", "m")
                .put("source", source(transaction))
                .put("message", new Struct(MESSAGE_BLOCK).put("prefix", prefix));
        return record("cdc.timescale.message", MESSAGE, value);
    }

    private static SourceRecord heartbeat() {
        return record("__debezium-heartbeat.cdc.timescale", HEARTBEAT, new Struct(HEARTBEAT).put("ts_ms", 1L));
    }

    private static Struct source(long transaction) {
        return new Struct(SOURCE).put("txId", transaction);
    }

    private static SourceRecord record(String topic, Schema schema, Object value) {
        return new SourceRecord(Map.of(), Map.of(), topic, null, null, null, schema, value);
    }
}
