package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debezium.pipeline.DataChangeEvent;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.SourceRecords;

class EventQueueTest {

    private static final long FOR_EVER = 60_000;

    private final ExecutorService reader = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        reader.shutdownNow();
    }

    @Test
    void whatIsThereIsHandedOverAtOnceAndInOrder() throws Exception {
        EventQueue queue = new EventQueue(10, 0, 10, event -> event);
        queue.enqueue(event(1, ""));
        queue.enqueue(event(2, ""));

        assertThat(lsns(queue.take(FOR_EVER))).containsExactly(1L, 2L);
    }

    @Test
    void whoWaitsIsWokenByTheFirstEvent() throws Exception {
        EventQueue queue = new EventQueue(10, 0, 10, event -> event);
        Future<List<SourceRecord>> taken = reader.submit(() -> queue.take(FOR_EVER));

        queue.enqueue(event(1, ""));

        assertThat(lsns(taken.get(30, TimeUnit.SECONDS))).containsExactly(1L);
    }

    @Test
    void whenNothingComesNothingIsHandedOver() throws Exception {
        assertThat(new EventQueue(10, 0, 10, event -> event).take(1)).isEmpty();
    }

    @Test
    void aBatchIsBoundedByEvents() throws Exception {
        EventQueue queue = new EventQueue(10, 0, 2, event -> event);
        for (int i = 1; i <= 3; i++) {
            queue.enqueue(event(i, ""));
        }

        assertThat(lsns(queue.take(FOR_EVER))).containsExactly(1L, 2L);
        assertThat(lsns(queue.take(FOR_EVER))).containsExactly(3L);
    }

    @Test
    void aBatchIsBoundedByBytesButTakesOneEventAtLeast() throws Exception {
        EventQueue queue = new EventQueue(10, 100_000, 10, event -> event);
        queue.enqueue(event(1, "x".repeat(60_000)));
        queue.enqueue(event(2, ""));

        assertThat(lsns(queue.take(FOR_EVER))).containsExactly(1L);
        assertThat(lsns(queue.take(FOR_EVER))).containsExactly(2L);
    }

    @Test
    void theReaderIsHeldUpWhileTheQueueIsFullOfEvents() throws Exception {
        isHeldUpBy(new EventQueue(2, 0, 10, event -> event), "");
    }

    @Test
    void theReaderIsHeldUpWhileTheQueueIsFullOfBytes() throws Exception {
        isHeldUpBy(new EventQueue(100, 100_000, 10, event -> event), "x".repeat(60_000));
    }

    /** Two events fill the queue; the third waits until there is room. */
    private void isHeldUpBy(EventQueue queue, String text) throws InterruptedException, ExecutionException {
        queue.enqueue(event(1, text));
        queue.enqueue(event(2, text));
        Thread[] blocked = new Thread[1];
        Future<?> third = reader.submit(() -> {
            blocked[0] = Thread.currentThread();
            queue.enqueue(event(3, text));
            return null;
        });
        await().until(() -> blocked[0] != null && blocked[0].getState() == Thread.State.WAITING);
        assertThat(third.isDone()).isFalse();

        assertThat(lsns(queue.take(FOR_EVER))).startsWith(1L);
        third.get();
    }

    private static DataChangeEvent event(long lsn, String text) {
        return new DataChangeEvent(SourceRecords.change(lsn, 1, 7, text));
    }

    private static List<Object> lsns(List<SourceRecord> events) {
        return events.stream()
                .<Object>map(event -> event.sourceOffset().get("lsn"))
                .toList();
    }
}
