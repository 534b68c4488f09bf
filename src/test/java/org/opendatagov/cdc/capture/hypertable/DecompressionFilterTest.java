package org.opendatagov.cdc.capture.hypertable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.RecordKind;
import org.opendatagov.cdc.capture.connector.RecordOrigin;

class DecompressionFilterTest {

    private static final String DECOMPRESSION_START = "::timescaledb-decompression-start";
    private static final String DECOMPRESSION_END = "::timescaledb-decompression-end";
    private static final String COMPRESSION_START = "::timescaledb-compression-start";
    private static final String COMPRESSION_END = "::timescaledb-compression-end";

    private final DecompressionFilter filter = new DecompressionFilter();

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
        assertThat(kept(message(DECOMPRESSION_START, 7), heartbeat(), row(7), change("c", 7)))
                .containsExactly(1, 2);
        assertThat(filter.isInside()).isTrue();
    }

    @Test
    void anotherTransactionEndsWhatTheLastLeftOpen() {
        assertThat(kept(message(DECOMPRESSION_START, 7), change("c", 7), change("c", 8)))
                .containsExactly(2);
        assertThat(filter.isInside()).isFalse();
    }

    private List<Integer> kept(RecordOrigin... events) {
        return IntStream.range(0, events.length)
                .filter(i -> !filter.drops(events[i]))
                .boxed()
                .toList();
    }

    private static RecordOrigin change(String operation, long transaction) {
        return origin(RecordKind.CHANGE, operation, null, transaction);
    }

    private static RecordOrigin row(long transaction) {
        return origin(RecordKind.ROW_ON_DEMAND, "r", null, transaction);
    }

    private static RecordOrigin tombstone() {
        return origin(RecordKind.TOMBSTONE, null, null, 7);
    }

    private static RecordOrigin message(String prefix, long transaction) {
        return origin(
                prefix.startsWith("::") ? RecordKind.COMPRESSION_MARK : RecordKind.MESSAGE, "m", prefix, transaction);
    }

    private static RecordOrigin heartbeat() {
        return origin(RecordKind.HEARTBEAT, null, null, 7);
    }

    private static RecordOrigin origin(RecordKind kind, String operation, String message, long transaction) {
        return new RecordOrigin(kind, Map.of("txId", transaction), operation, "public", "t", null, null, message, 0);
    }
}
