package org.opendatagov.cdc.capture;

import io.debezium.embedded.EmbeddedEngineChangeEvent;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.RecordKind;
import org.opendatagov.cdc.capture.connector.RecordOrigin;
import org.opendatagov.cdc.capture.engine.CapturedRecord;
import org.opendatagov.cdc.capture.hypertable.DecompressionFilter;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.topics.TopicProblem;

/**
 * Hands the engine's batches of one run to the route, and confirms one only after Kafka has it and its offset. A batch that
 * fails is tried again until it succeeds or the run ends; the queue then fills and the WAL waits in PostgreSQL.
 */
class RouteBatches implements ChangeConsumer<ChangeEvent<byte[], byte[]>> {

    private final CaptureRun run;
    private final PostgresCdcConsumer route;
    private final EventMessages messages;
    private final ResumePoint resumePoint;
    private final DecompressionFilter decompression = new DecompressionFilter();
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /** The event of the stream before the one that comes next, in this batch or the one before. */
    private ChangeEvent<byte[], byte[]> previous;

    private volatile boolean snapshotting;
    private volatile boolean waiting;

    /**
     * @param settings the engine's settings
     */
    RouteBatches(CaptureRun run, PostgresCdcConsumer route, Properties settings) {
        this.run = run;
        this.route = route;
        CaptureOptions options = route.getEndpoint().options();
        this.messages = new EventMessages(
                route.getEndpoint().getCamelContext(), options.format(), settings, run.storedOffset(), run.shift());
        this.resumePoint = new ResumePoint(run.storedOffset());
    }

    /** Whether the last batch came from the initial snapshot and didn't end it. */
    boolean isSnapshotting() {
        return snapshotting;
    }

    /** Whether a batch has failed and is tried again. */
    boolean isWaiting() {
        return waiting;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<byte[], byte[]>> events, RecordCommitter<ChangeEvent<byte[], byte[]>> committer)
            throws InterruptedException {
        List<ChangeEvent<byte[], byte[]>> fresh = new ArrayList<>(events.size());
        List<RecordOrigin> taken = new ArrayList<>(events.size());
        ChangeEvent<byte[], byte[]> complete = null;
        for (ChangeEvent<byte[], byte[]> event : events) {
            RecordOrigin origin = record(event).origin();
            run.snapshots().note(origin.offset());
            boolean fromStream = origin.kind() != RecordKind.ROW_ON_DEMAND;
            if (decompression.drops(origin)) {
                continue;
            }
            if (decompression.isInside() && fromStream) {
                // A later run has to begin before the decompression, to see it as one.
                take(event, fresh);
                continue;
            }
            if (!resumePoint.isDelivered(origin)) {
                take(event, fresh);
                taken.add(origin);
                if (resumePoint.advance(origin)) {
                    complete = previous;
                }
            }
            if (fromStream && origin.hasPlace()) {
                previous = event;
            }
        }
        if (!taken.isEmpty()) {
            run.snapshots().advance(taken);
            RecordOrigin last = taken.get(taken.size() - 1);
            snapshotting = last.kind() == RecordKind.SNAPSHOT_ROW && !last.isLastOfSnapshot();
        }
        if (!taken.isEmpty() || !fresh.isEmpty()) {
            deliver(fresh);
            count(fresh);
        }
        if (complete != null) {
            // PostgreSQL may forget what lies before. An offset covers all before it, so one is enough.
            committer.markProcessed(complete);
        }
        committer.markBatchFinished();
    }

    private static void take(ChangeEvent<byte[], byte[]> event, List<ChangeEvent<byte[], byte[]>> fresh) {
        if (record(event).isPublished()) {
            fresh.add(event);
        }
    }

    private void count(List<ChangeEvent<byte[], byte[]>> delivered) {
        run.metrics().delivered(delivered);
        String topic = null;
        for (ChangeEvent<byte[], byte[]> event : delivered) {
            // Most follow one of the same topic, whose name then is the same object.
            if (!event.destination().equals(topic)) {
                topic = event.destination();
                run.life().wroteTo(topic);
            }
        }
    }

    private void deliver(List<ChangeEvent<byte[], byte[]>> events) throws InterruptedException {
        while (true) {
            run.leadership().awaitCertain();
            run.publisher().begin();
            Exception failure = tryToDeliver(events);
            if (failure == null) {
                run.complete(resumePoint.offset());
                waiting = false;
                backoff.reset();
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("the run of connector " + route.getRouteId() + " ends");
            }
            run.publisher().abandon();
            pause(events.size(), failure);
        }
    }

    private void pause(int events, Exception failure) throws InterruptedException {
        Duration delay = backoff.next();
        waiting = true;
        run.life().report(Failures.undelivered(route.getRouteId(), events, failure), delay);
        if (run.control().await(delay)) {
            throw new InterruptedException("the run of connector " + route.getRouteId() + " ends");
        }
    }

    /**
     * One try.
     *
     * @return why it failed, or null
     */
    private Exception tryToDeliver(List<ChangeEvent<byte[], byte[]>> events) throws InterruptedException {
        if (events.isEmpty()) {
            // There is only an offset to store.
            return null;
        }
        try {
            run.topics().ensureFor(events.stream().map(ChangeEvent::destination).iterator());
        } catch (TopicProblem e) {
            return e;
        }
        Exchange exchange = route.createExchange(false);
        try {
            exchange.setProperty(EventMessages.PUBLISHER, run.publisher());
            exchange.getIn().setBody(messages.of(events));
            route.getProcessor().process(exchange);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            exchange.setException(e);
        }
        Exception failure = exchange.getException();
        route.releaseExchange(exchange, false);
        if (failure instanceof UndeliveredException undelivered) {
            // It may be gone, and is looked for again before the next try.
            run.topics().forget(undelivered.topic());
        }
        return failure;
    }

    /** The record that {@link org.opendatagov.cdc.capture.engine.CaptureTransforms} has made. */
    static CapturedRecord record(ChangeEvent<byte[], byte[]> event) {
        return (CapturedRecord) ((EmbeddedEngineChangeEvent<?, ?, ?>) event).sourceRecord();
    }
}
