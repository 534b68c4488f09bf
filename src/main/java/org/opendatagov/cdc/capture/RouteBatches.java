package org.opendatagov.cdc.capture;

import io.debezium.embedded.EmbeddedEngineChangeEvent;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.event.ColumnTypes;
import org.opendatagov.cdc.retry.Backoff;
import org.opendatagov.cdc.retry.Causes;
import org.opendatagov.cdc.topics.TopicProblem;

/**
 * Hands the engine's batches to the route, and confirms one only after the route has completed it. A batch that fails is
 * tried again until it succeeds or the connector stops; Debezium's queue then fills and the WAL waits in PostgreSQL.
 */
class RouteBatches implements ChangeConsumer<ChangeEvent<byte[], byte[]>> {

    private final PostgresCdcConsumer consumer;
    private final CaptureTopics topics;
    private final ConnectorLife life;
    private final CaptureMetrics metrics;
    private final ColumnTypeHeaders columnTypes = new ColumnTypeHeaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private final CountDownLatch stop;
    private volatile boolean snapshotting;
    private volatile boolean waiting;

    RouteBatches(
            PostgresCdcConsumer consumer,
            CountDownLatch stop,
            CaptureTopics topics,
            ConnectorLife life,
            CaptureMetrics metrics) {
        this.consumer = consumer;
        this.stop = stop;
        this.topics = topics;
        this.life = life;
        this.metrics = metrics;
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
        if (!events.isEmpty()) {
            deliver(events);
            ChangeEvent<byte[], byte[]> last = events.get(events.size() - 1);
            snapshotting = SourceInfo.isInitialSnapshot(sourceRecord(last));
            metrics.delivered(events);
            // The offset of an event covers all before it, so the last one's is enough.
            committer.markProcessed(last);
        }
        committer.markBatchFinished();
    }

    private void deliver(List<ChangeEvent<byte[], byte[]>> events) throws InterruptedException {
        String failure = tryToDeliver(events);
        while (failure != null) {
            Duration delay = backoff.next();
            waiting = true;
            life.waitFor(failure, delay);
            if (stop.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the connector is stopping");
            }
            failure = tryToDeliver(events);
        }
        waiting = false;
        backoff.reset();
    }

    /**
     * One try.
     *
     * @return why it failed, or null
     */
    private String tryToDeliver(List<ChangeEvent<byte[], byte[]>> events) throws InterruptedException {
        try {
            topics.ensureFor(events.stream().map(ChangeEvent::destination).iterator());
        } catch (TopicProblem e) {
            return e.getMessage();
        }
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.getIn().setBody(messages(events));
            consumer.getProcessor().process(exchange);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            exchange.setException(e);
        }
        Exception failure = exchange.getException();
        consumer.releaseExchange(exchange, false);
        if (failure == null) {
            return null;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("the connector is stopping");
        }
        return "the route " + consumer.getRouteId() + " doesn't take a batch of " + events.size() + " events: "
                + Causes.of(failure);
    }

    /** Made anew for each try, since Camel's Kafka producer takes the topic out of a message's headers. */
    private List<Message> messages(List<ChangeEvent<byte[], byte[]>> events) {
        List<Message> messages = new ArrayList<>(events.size());
        for (ChangeEvent<byte[], byte[]> event : events) {
            Message message = new DefaultMessage(consumer.getEndpoint().getCamelContext());
            message.setBody(event.value());
            message.setHeader(KafkaConstants.OVERRIDE_TOPIC, event.destination());
            if (event.key() != null) {
                message.setHeader(KafkaConstants.KEY, event.key());
            }
            byte[] types = columnTypes.of(sourceRecord(event));
            if (types != null && types.length > 0) {
                message.setHeader(ColumnTypes.HEADER, types);
            }
            messages.add(message);
        }
        return messages;
    }

    static SourceRecord sourceRecord(ChangeEvent<byte[], byte[]> event) {
        return ((EmbeddedEngineChangeEvent<?, ?, ?>) event).sourceRecord();
    }
}
